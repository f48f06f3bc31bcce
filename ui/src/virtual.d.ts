// What the page's build makes.
declare module "virtual:marks" {
  const marks: import("../build/marks").Marks;
  export default marks;
}
