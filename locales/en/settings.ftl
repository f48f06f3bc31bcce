settings-title = Settings
settings-back = Back
settings-open = Open the settings
settings-accounts = Accounts
settings-display = Display
settings-notifications = Notifications
settings-connection = Queries and network
settings-program = Program
settings-file = Settings file
settings-show-file = Show the settings file
settings-version = Version { $version }
settings-history = History and data
settings-keyboard = Keyboard
settings-report = Report for a question
settings-search = Search settings
settings-every = every { $count } min
settings-starts = starts at login
settings-kept = { $count ->
    [one] kept { $count } day
   *[other] kept { $count } days
}
settings-count = { $count }
settings-hidden = { $count } hidden
settings-at = at { $at }%
settings-found = { $of ->
    [one] { $count } of { $of } setting
   *[other] { $count } of { $of } settings
}
settings-apply = Apply
settings-remove = Remove
settings-no-accounts = No account found yet.

setting-language = Language
setting-interval-minutes = Ask every
setting-thresholds = Thresholds
setting-notify = Kinds of notification
setting-quiet-hours = Quiet hours
setting-no-hook = Program on an alert
setting-share = Percentages
setting-layout = Accounts as
setting-clock = Resets
setting-mask-names = Hide parts of account names
setting-icon-monochrome = Tray icon without colour
setting-start-at-login = Start at login
setting-popup-ready = Keep this window ready
setting-keep-history-days = Keep hourly detail for
setting-metrics-port = Port for Prometheus
setting-no-proxy = Proxy
setting-opencode-directories = OpenCode directories
setting-oauth-client = OAuth client
setting-hidden = Hidden accounts
setting-muted = Muted accounts
setting-provider-muted = Muted services
setting-masked = Account name shown in part
setting-nickname = Nickname
setting-move = Order of the accounts

popup-changed = Changed: { $setting }
popup-undo = Undo

language-system = System
share-left = Left
share-used = Used
clock-countdown = Countdown
clock-clock = Time
layout-cards = Cards
layout-compact = Lines
ready-never = Not at all
ready-always = Always

notify-usage = Usage crosses a threshold
notify-sign-in = A sign-in stops working
notify-pace = On pace to run out
notify-available = Available again
quiet-on = Quiet hours
quiet-from = From
quiet-to = To
quiet-used-up = Tell all the same when something is used up
hook-none = Off. Write its full path into the settings file: [hook] program = "/…"
thresholds-general = Notify at (% used)
thresholds-own = Thresholds of their own
thresholds-as-general = as above
thresholds-hint = Up to five numbers from 1 to 100, with spaces between

proxy-none = As the system. Another one stands in the settings file: proxy = "http://host:port", or socks5://host:port
directories-hint = Further directories with OpenCode’s data
metrics-hint = Off. A number such as 9464 hands the numbers out to this computer alone
metrics-at = http://127.0.0.1:{ $port }/metrics
oauth-of = OAuth client of { $name }
oauth-id = Client ID
oauth-secret = Client secret
oauth-is-set = A client is entered. It is not shown again.

account-up = Move up
account-down = Move down
account-drag = Drag to reorder
account-options = Options of { $name }, { $label }
account-hide = Hide
account-mute = No notifications
account-mask = Hide part of the name
account-nickname = Nickname
account-hidden = hidden
account-muted = muted
provider-mute = No notifications from { $name }

key-refresh = Refresh
key-settings = Settings
key-undo = Undo the last change
key-move = Move the card up or down
key-close = Back, or close

refused-language = Plimsoll does not speak that language.
refused-number = From { $least } to { $most }.
refused-port = A port from 1 to 65535, or nothing.
refused-thresholds = At most five numbers from 1 to 100.
refused-directory = The full path of a directory on this computer, from its root on.
refused-directories = At most 32 directories.
refused-oauth-client = Both ID and secret are needed, without spaces, each of at most 512 characters.
refused-unknown = That is no longer there.
refused-nickname = At most 40 characters.
refused-time = A time of the day such as 22:05.

setting-at = line { $line }, column { $column }: { $what }
setting-unknown = there is no setting { $key }
setting-unknown-near = there is no setting { $key }; did you mean { $near }?
setting-provider = { $key }: there is no such service
setting-provider-near = { $key }: there is no such service; did you mean { $near }?
setting-unfit = { $key }: { $fits }
setting-fits-number = whole numbers from { $least } to { $most } are allowed; { $taken } holds
setting-fits-language = en, fr, zh, zh-CN and zh-Hans are allowed; the system's language holds
setting-fits-thresholds = numbers from 1 to 100 are allowed; this one is left out
setting-fits-proxy = an address such as http://proxy.example:8080 or socks5h://proxy.example:1080 is needed; until then no service is asked
setting-fits-directory = a full path such as /data/opencode or ~/opencode is needed; this one is left out
setting-fits-program = the full path of a program is needed; nothing is run
setting-fits-client = a text without spaces is needed
setting-fits-order = an account is written as service/account
