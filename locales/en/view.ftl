plain = { $text }
account-number = account { $number }

time-days = { $count } d
time-hours = { $count } h
time-minutes = { $count } min
time-weekday = { $day } { $clock }
time-date = { $day } { $month } { $clock }
time-date-year = { $day } { $month } { $year } { $clock }
time-day = { $day } { $month }
time-january = Jan
time-february = Feb
time-march = Mar
time-april = Apr
time-may = May
time-june = Jun
time-july = Jul
time-august = Aug
time-september = Sep
time-october = Oct
time-november = Nov
time-december = Dec
time-monday = Mon
time-tuesday = Tue
time-wednesday = Wed
time-thursday = Thu
time-friday = Fri
time-saturday = Sat
time-sunday = Sun

window-hours = { $hours }-hour window
window-days = { $days }-day window
window-session = Session
window-weekly = Weekly
window-monthly = Monthly
window-tools = Tools (monthly)
window-other = Window of unknown length
window-until = Window until { $reset }
window-in-tokens = { $window } (tokens)
window-in-credits = { $window } (credits)
window-in-units = { $window } (units)
window-pool = { $pool }, { $window }
window-credits = AI credits
window-premium-requests = Premium requests
window-chat = Chat
window-completions = Completions
window-code-review = Code review, { $window }
window-spend = Spending limit
window-extra-usage = Extra usage
window-numbered = { $window } ({ $number })
pool-coding = Of it for coding
pool-core = Core models
pool-extra = Beyond the plan
pool-free-models = Free models
pool-images = Images
pool-search = Search
pool-tool-calls = Tool calls
pool-video = Video
pool-cursor-models = Cursor models
pool-other-models = Other models

amount-of-tokens = { $limit ->
    [one] { $used } of { $limit } token used
   *[other] { $used } of { $limit } tokens used
}
amount-of-credits = { $limit ->
    [one] { $used } of { $limit } credit used
   *[other] { $used } of { $limit } credits used
}
amount-of-requests = { $limit ->
    [one] { $used } of { $limit } request used
   *[other] { $used } of { $limit } requests used
}
amount-of-calls = { $limit ->
    [one] { $used } of { $limit } call used
   *[other] { $used } of { $limit } calls used
}
amount-of-usd = { $used } of { $limit } USD used
amount-of-currency = { $used } of { $limit } { $currency } used
amount-of-units = { $used } of { $limit } used
amount-tokens = { $used ->
    [one] { $used } token used
   *[other] { $used } tokens used
}
amount-credits = { $used ->
    [one] { $used } credit used
   *[other] { $used } credits used
}
amount-requests = { $used ->
    [one] { $used } request used
   *[other] { $used } requests used
}
amount-calls = { $used ->
    [one] { $used } call used
   *[other] { $used } calls used
}
amount-usd = { $used } USD used
amount-currency = { $used } { $currency } used
amount-units = { $used } used
balance-label-credits = Credits
balance-label-spent = Spent beyond the plan
balance-label-balance = Balance
balance-label-extra = Beyond the plan
balance-label-granted = Granted
balance-label-own = Paid in
balance-label-resets = Limit resets
balance-label-ai-credits = AI credits
balance-label-ai-credits-few = AI credits (too few to be used)
balance-tokens = { $count ->
    [one] { $amount } token
   *[other] { $amount } tokens
}
balance-credits = { $count ->
    [one] { $amount } credit
   *[other] { $amount } credits
}
balance-requests = { $count ->
    [one] { $amount } request
   *[other] { $amount } requests
}
balance-calls = { $count ->
    [one] { $amount } call
   *[other] { $amount } calls
}
balance-usd = { $amount } USD
balance-currency = { $amount } { $currency }
balance-units = { $amount }

verdict-unknown = The service does not say how much is left
verdict-lasts = Lasts until the reset
verdict-left = About { $left }% left at the reset
verdict-tight-left = Tight: about { $left }% left at the reset
verdict-tight = Tight: ends { $at }
verdict-runs-out = Ends { $at }
verdict-used-up = Used up
blocked-credits-owner = Used up: the workspace has no credits left; add credits to go on
blocked-credits-member = Used up: the workspace has no credits left; ask its owner to add some
blocked-limit-owner = Used up: the workspace's usage limit is reached; raise it in the workspace's settings
blocked-limit-member = Used up: your usage limit in this workspace is reached; ask its owner to raise it

note-no-quota-reported = No quota reported
note-unlimited = Unlimited
note-old-store = Found only in OpenCode's old file; sign in again if these numbers look wrong
note-other-tool = Read from another tool's own sign-in
note-disabled = Switched off in the tool that keeps it
note-inactive = Another account is selected in OpenCode
note-over-allowance = Over the allowance: { $count }
note-organisation-allowance = { $count ->
    [0] The organisation sets the allowance
    [one] { $count } credit used; the organisation sets the allowance
   *[other] { $count } credits used; the organisation sets the allowance
}
note-cached-quota = Numbers kept in the sign-in file, not asked for now
note-team-ids = Team members need organisation and project ids before the service reports anything
note-may-lag = The service's own numbers may lag by hours
note-unsure = The service may say "full" for "available"
note-main-not-reported = The service reports the limits of single models, not the main one
note-not-shown = { $count } more not shown
note-refills = { $window }: comes back bit by bit, next { $at }
note-derived-reset = The service names no reset; its moment is reckoned
note-renews = Renews { $at }
note-spent = Spent this month: { $sum }
note-calls-refused = The service refuses requests until there is more credit

place-read = { $entries ->
    [one] read, { $entries } entry
   *[other] read, { $entries } entries
}
place-missing = not there
place-unreadable = cannot be opened: { $reason }
place-damaged = damaged: { $reason }
place-locked = locked: { $reason }

tray-line = { $account }: { $state }
tray-account = { $name } ({ $label })
tray-left = { $pool } { $share }
tray-left-until = { $pool } { $share }, { $resets }
tray-runs-out = { $pool } { $share }, ends { $at }
tray-used-up = { $pool } used up
tray-used-up-until = { $pool } used up, { $resets }
tray-pool = { $pool }
tray-window = { $window }
tray-asking = asking…
tray-more = and { $count } more
tray-nothing = No sign-in found
tray-demo = Demo: sample accounts, no service is asked
tray-untold = No notification possible: { $what }

menu-refresh = Refresh
menu-open = Open Plimsoll
menu-notifications = Notifications
menu-pause-hour = Pause for an hour
menu-pause-tomorrow = Pause until tomorrow
menu-resume = Resume
menu-settings = Settings
menu-quit = Quit

alert-threshold-title = { $name }: { $used }% used
alert-threshold-body = { $window }: { $left }% left
alert-threshold-body-until = { $window }: { $left }% left until { $reset }
alert-used-up-title = { $name } is used up
alert-used-up-body = { $window }: nothing left
alert-used-up-body-until = { $window }: nothing left until { $reset }
alert-sign-in-title = { $name }: the sign-in needs you
alert-several-title = { $count ->
    [one] { $count } thing needs a look
   *[other] { $count } things need a look
}
alert-several-line = { $title }. { $body }
alert-open = Open
alert-snooze = Snooze until reset
alert-mute = Mute { $name }
alert-available-title = { $name } is available again
alert-available-body = { $window }: { $left }% left
alert-pace-title = { $name } is on pace to run out
alert-pace-body = { $window }: ends { $at }

notice-no-tray-host = No panel here shows tray items. Plimsoll appears in the tray as soon as one does; until then this window stays.
notice-broken-settings = The settings file { $path } cannot be used, so the defaults hold: { $reason }
notice-settings-mistake = The settings file has a mistake, so the last good settings hold: { $reason }
notice-settings-last-good = The settings file { $path } cannot be used, so the last good settings hold: { $reason }
notice-settings-missing = The settings file { $path } is missing, so the last good settings hold. Make an empty file there to go back to the defaults.
notice-setting = Settings file, { $said }
notice-settings-more = { $count ->
    [one] Settings file: { $count } more mistake; plimsollctl doctor names them all
   *[other] Settings file: { $count } more mistakes; plimsollctl doctor names them all
}
notice-own-service = The service in { $path } is not asked: { $said }
notice-own-services-more = { $count ->
    [one] { $count } more file declares a service with a mistake; plimsollctl doctor names them all
   *[other] { $count } more files declare services with a mistake; plimsollctl doctor names them all
}
question-title = { $name } is a service of your own and wants to send:
question-sends = the key from { $from } to { $host }
question-file = It is declared in { $path }. Nothing is read or sent before you allow it.
question-allow = Allow
question-refuse = Do not allow
notice-history-kept-aside = The history was damaged, so a new one was begun; the old file is kept as { $path }
notice-no-history = Nothing is kept for the history at the moment; Plimsoll tries again every minute: { $reason }
notice-no-log = The log cannot be written: { $reason }
notice-second-start = A second start is not noticed: { $reason }
notice-settings-not-kept = The settings could not be saved: { $reason }
notice-no-autostart = The start at login could not be set: { $reason }
notice-metrics-port = The numbers for Prometheus are not handed out on port { $port }: { $reason }
notice-hook-relative = The program on an alert is not run, since its full path is needed: { $program }
notice-hook-does-not-start = The program on an alert does not start: { $reason }
notice-hook-failed = The program on an alert ended with an error: { $reason }
notice-hook-too-slow = { $seconds ->
    [one] The program on an alert was ended after { $seconds } second: { $program }
   *[other] The program on an alert was ended after { $seconds } seconds: { $program }
}
notice-hook-busy = The program on an alert was not run: too many alerts still wait for it.
notice-untold = This desktop shows no notifications at the moment. There is to tell: { $what }
popup-does-not-open = The window does not open: { $reason }
popup-ended = The window has ended by itself: { $reason }

resets-in = resets in { $reset }
resets-at = resets { $reset }
back-in = back in { $reset }
back-at = back { $reset }
reset-in = in { $reset }
reset-at = at { $reset }
reset-not-started = starts with the first use
popup-loading = Looking for sign-ins…
popup-refresh-all = Refresh
popup-refreshing = Asking…
popup-paused = Notifications are paused until { $until }
percent-left = { $value }% left
percent-used = { $value }% used
reset-due = reset is due
popup-read-now = just read
popup-read-ago = read { $age } ago
popup-age = { $age } ago
popup-no-answer = no answer for { $age }
popup-read-ahead = of unknown age: a clock ran ahead
popup-more = { $count ->
    [one] { $count } more window
   *[other] { $count } more windows
}
popup-aloud = { $account }, { $window }: { $parts }
popup-muted = No notifications
popup-snoozed = No notifications until the reset
popup-snoozed-end = Notify again
popup-copy-report = Copy a report
popup-settings = Settings
popup-hidden = { $count ->
    [one] { $count } hidden account
   *[other] { $count } hidden accounts
}
popup-next-try = Next try { $at }
popup-details = Details
popup-copy = Copy
popup-copied = Copied
popup-copy-failed = The clipboard is not to be had; select the text and copy it.
popup-places = Where it looked
summary-need = { $count ->
    [one] { $count } needs you
   *[other] { $count } need you
}
summary-comma = ,
summary-more = and { $count } more
summary-lasts = lasts
summary-all-last = lasts, and so does the rest
summary-least = has the least left
summary-places = { $count ->
    [one] Plimsoll looked in { $count } place
   *[other] Plimsoll looked in { $count } places
}
summary-accounts = Accounts
problem-how = How to fix it
problem-copy = Copy the command
menu-of = More about { $name }
step-open-usage = Usage page
step-open-status = Status page
menu-mute = Mute
menu-file = Show the sign-in file
compact-suggestion = A line for each account is easier to look over.
compact-yes = Show lines
compact-no = Keep cards
compact-tight = tight, { $reset }
empty-elsewhere = Is OpenCode elsewhere?
empty-services = Services that Plimsoll reads
step-fill-template = Fill in, and copy its content:
form-username = User name
form-tier = Tier

past-title = History
past-open = History: { $window }
past-reach = How far back
past-day = Day
past-week = Week
past-month = Month
past-quarter = 90 days
past-none = Nothing is kept of this time yet
past-table = As a table
past-when = When
past-left = Left
past-used = Used
past-percent = { $value }%
past-at = { $at }: { $value }
past-chart = { $account }, { $window }: what was left
past-resets = Dashed lines: a new window began
past-band = Shaded: where it is likely to go

past-too-early = Too little is known for a forecast
