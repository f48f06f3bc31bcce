settings-title = 设置
settings-back = 返回
settings-open = 打开设置
settings-accounts = 账号
settings-display = 显示
settings-notifications = 通知
settings-connection = 查询与网络
settings-program = 程序
settings-file = 显示设置文件
settings-version = 版本 { $version }
settings-keys = 键盘
settings-apply = 应用
settings-remove = 移除
settings-no-accounts = 还没有找到账号。

setting-language = 语言
setting-interval-minutes = 查询间隔
setting-thresholds = 提醒阈值
setting-notify = 通知种类
setting-quiet-hours = 免打扰时段
setting-no-hook = 提醒时运行的程序
setting-share = 百分比
setting-clock = 重置时间
setting-mask-names = 隐藏部分账号名
setting-icon-monochrome = 托盘图标不用颜色
setting-start-at-login = 登录时启动
setting-popup-ready = 保持窗口就绪
setting-keep-history-days = 每小时记录保留
setting-metrics-port = Prometheus 端口
setting-no-proxy = 代理
setting-opencode-directories = OpenCode 目录
setting-oauth-client = OAuth 客户端
setting-hidden = 隐藏的账号
setting-muted = 静音的账号
setting-provider-muted = 静音的服务
setting-masked = 账号名部分隐藏
setting-nickname = 昵称
setting-move = 账号顺序

popup-changed = 已更改：{ $setting }
popup-undo = 撤销

language-system = 跟随系统
share-left = 剩余
share-used = 已用
clock-countdown = 倒计时
clock-clock = 时刻
ready-never = 不保持
ready-always = 始终

notify-usage = 用量超过阈值
notify-sign-in = 登录失效
notify-pace = 按当前速度将用完
notify-available = 额度恢复可用
quiet-on = 免打扰时段
quiet-from = 从
quiet-to = 到
quiet-used-up = 额度用完时仍然通知
hook-none = 未设置。请在设置文件中填写完整路径：[hook] program = "/…"
thresholds-general = 达到以下用量时通知（%）
thresholds-own = 单独设置的阈值
thresholds-as-general = 同上
thresholds-hint = 最多五个 1 到 100 的数字，用空格分隔

proxy-none = 跟随系统。如需其他代理，请在设置文件中填写：proxy = "http://主机:端口"，或 socks5://主机:端口
directories-hint = 其他存放 OpenCode 数据的目录
metrics-hint = 关闭。填写 9464 这样的数字后，仅本机可以读取数据
metrics-at = http://127.0.0.1:{ $port }/metrics
oauth-of = { $name } 的 OAuth 客户端
oauth-id = 客户端 ID
oauth-secret = 客户端密钥
oauth-is-set = 已填写客户端，不再显示。

account-up = 上移
account-down = 下移
account-drag = 拖动排序
account-options = { $name }（{ $label }）的选项
account-hide = 隐藏
account-mute = 不通知
account-mask = 隐藏部分名称
account-nickname = 昵称
account-hidden = 已隐藏
account-muted = 已静音
provider-mute = 不接收 { $name } 的通知

key-refresh = 刷新
key-settings = 设置
key-undo = 撤销上一次更改
key-move = 上移或下移卡片
key-close = 返回或关闭

refused-language = Plimsoll 不支持该语言。
refused-number = 请填 { $least } 到 { $most }。
refused-port = 请填 1 到 65535 的端口，或留空。
refused-thresholds = 最多五个 1 到 100 的数字。
refused-directory = 请填本机目录的完整路径。
refused-directories = 最多 32 个目录。
refused-oauth-client = ID 和密钥都要填写，不含空格，各不超过 512 个字符。
refused-unknown = 该项已不存在。
refused-nickname = 最多 40 个字符。
refused-time = 请填 22:05 这样的时刻。

setting-at = 第 { $line } 行第 { $column } 列：{ $what }
setting-unknown = 没有设置项 { $key }
setting-unknown-near = 没有设置项 { $key }，是否想写 { $near }？
setting-provider = { $key }：没有这个服务
setting-provider-near = { $key }：没有这个服务，是否想写 { $near }？
setting-unfit = { $key }：{ $fits }
setting-fits-number = 允许 { $least } 到 { $most } 的整数；现按 { $taken } 处理
setting-fits-language = 允许 en、fr、zh、zh-CN 和 zh-Hans；现使用系统语言
setting-fits-thresholds = 允许 1 到 100 的数字；此项被忽略
setting-fits-proxy = 须填写形如 http://proxy.example:8080 或 socks5h://proxy.example:1080 的地址；在此之前不会查询任何服务
setting-fits-directory = 须填写完整路径，例如 /data/opencode 或 ~/opencode；此项被忽略
setting-fits-program = 须填写程序的完整路径；现不运行任何程序
setting-fits-client = 须填写不含空格的文本
setting-fits-order = 账号写作 服务/账号
