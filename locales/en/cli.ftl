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
history-wipe-word = yes
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
