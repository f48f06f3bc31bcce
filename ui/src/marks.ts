// The services' own marks, in a file of their own that is loaded beside the words.
import marks from "virtual:marks";

export default marks;
