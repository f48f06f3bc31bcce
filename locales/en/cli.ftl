cli-left = { $left }% left
cli-left-until = { $left }, { $reset }
cli-about = { $what }: { $said }
cli-window-of = { $name } { $window }
cli-unknown-provider = plimsollctl: no provider "{ $id }"; there are { $known }
cli-unknown-code = plimsollctl: no problem code "{ $code }"; there are { $known }
cli-setting = settings.toml line { $line }: { $what }
cli-settings-more = settings.toml: { $count } more; plimsollctl doctor names them all
doctor-settings = Settings file
doctor-places = Places searched
doctor-accounts = Accounts found
doctor-tray-host = Tray host
doctor-notifications = Notification service
doctor-proxy = Proxy
doctor-proxy-setting = in the settings
doctor-no-proxy = Without the proxy
doctor-clock = Clock
doctor-found = found
doctor-missing = none
history-nothing = nothing is kept of that. The tray app keeps what it reads; leave it running
history-corrupt = the history cannot be read, the file is damaged. The tray app puts it aside at its next start and begins a new one ({ $reason })
history-unreadable = the history cannot be used: { $reason }
history-kept-aside = the database was damaged; it is kept as { $path }, and a new one was begun
history-wipe-yes = --wipe removes the history for good; without a terminal to ask in it wants --yes as well
history-wipe-sure = Remove this history for good? Type "yes":
confirm-word = yes
history-wipe-kept = Nothing was removed.
history-wiped = { $windows ->
    [one] The history of one window was removed.
   *[other] The history of { $windows } windows was removed.
}
history-of = { $account }, { $window }
history-from = From
history-until = Until
history-left = Left
history-spent = Used up
history-resets = Resets
status-nothing-stored = nothing is stored. The tray app stores what it reads, and so does plimsollctl status without --cached
status-no-reading = Nothing was read of it yet
watch-more = { $count ->
    [one] { $count } more line not shown
   *[other] { $count } more lines not shown
}
cli-asking = Asking the services…
cli-not-kept = the reading is not kept: { $reason }
guard-unknown = nothing is known of that window
guard-unknown-account = of { $provider } ({ $account }) nobody knows how much is left now
guard-not-below = { $provider }, { $window }: { $used }% used
plain-until = { $until }
app-usage =
    Shows in the system tray what is left of AI coding subscriptions.

    Usage: plimsoll [--demo] [--open] [--at-login]

    Options:
    {"  "}    --demo      Show built-in sample accounts; no service is asked
    {"  "}    --open      Open the window at once
    {"  "}    --at-login  Wait for a panel to come, as a start with the session has to
    {"  "}-h, --help      Print help
    {"  "}-V, --version   Print version

    A second start opens the window of the first; in a later session it takes its place.
    Without a display use plimsollctl.
app-unknown-option = there is no option { $option }
providers-right = { $name } ({ $id }) is right. It may ask { $hosts }.
declared-schema = the only format that there is is 1
declared-name = this is not fit for such a name: see docs/adding-a-service.md
declared-most = { $field }: at least one, and at most { $most }
declared-one-of = one of { $known } is wanted
declared-url = an https address is wanted, with a host's name and without a port or a user
declared-host = { $host } is not among the hosts of this file
declared-body = a body is JSON, and belongs to a POST
declared-region = no credential is of this region
declared-twice = another request has this id
declared-one-place = a credential has one of opencode, configuration, variables and file
declared-in-file = a file wants a pointer (beginning with /) and a tool, or a line (a variable's name)
declared-credential = a name is missing or not fit for one; a file lies below ~/ or $NAME/
declared-jq-large = the program is too large or too deep at this place
declared-jq-refused = “{ $name }” is not part of this jq: nothing that defines, repeats or assigns is
declared-jq-unknown = there is no filter or variable “{ $name }” here
declared-jq-expected = { $expected } is expected here
declared-row = { $place }: { $what }
declared-row-not-one = the mapping gives no value or more than one; it has to give one object
declared-row-stopped = the mapping ends with an error: { $said }
declared-row-too-much-work = the mapping takes more steps than any right one
declared-row-missing = this is missing
declared-row-wrong-type = this is of a wrong type
declared-row-out-of-range = this is out of range
declared-row-unknown = this is none of those that there are
declared-row-too-many = there are too many of these
doctor-own = Services of your own
own-allowed = { $name } ({ $id }) is asked
own-waits = { $name } ({ $id }) waits for you to allow what it sends: plimsollctl providers allow { $id }
own-refused = { $name } ({ $id }) is not asked, as you have refused it; to allow it after all: plimsollctl providers allow { $id }
own-sends = the key from { $from } to { $host }
own-more = { $count ->
    [one] { $count } more of your own services is not asked; plimsollctl providers names them all
   *[other] { $count } more of your own services are not asked; plimsollctl providers names them all
}
own-files-more = { $count ->
    [one] { $count } more file in this folder is not read
   *[other] { $count } more files in this folder are not read
}
providers-allow-asks = { $path } wants to send:
providers-allow-sure = Allow this? Type "yes":
providers-allow-yes = without a terminal to ask in, allow wants --yes as well
providers-allow-unknown = no file of yours declares { $id }; there are: { $known }
providers-allowed = { $name } ({ $id }) is allowed and asked from now on
providers-not-allowed = Nothing was allowed.
declared-taken = { $name } belongs to a service that is built in
declared-file-name = the id has to be { $id }, as the file is called
