cli-left = 还剩 { $left }%
cli-left-until = { $left }，{ $reset }
cli-about = { $what }：{ $said }
cli-window-of = { $name } { $window }
cli-unknown-provider = plimsollctl：没有服务“{ $id }”；可用的有 { $known }
cli-unknown-code = plimsollctl：没有问题代码“{ $code }”；可用的有 { $known }
cli-setting = settings.toml 第 { $line } 行：{ $what }
cli-settings-more = settings.toml：另有 { $count } 处；plimsollctl doctor 会全部列出
doctor-settings = 设置文件
doctor-places = 查找过的位置
doctor-accounts = 找到的账号
doctor-tray-host = 托盘
doctor-notifications = 通知服务
doctor-proxy = 代理
doctor-proxy-setting = 在设置中
doctor-no-proxy = 不经代理
doctor-clock = 时钟
doctor-found = 有
doctor-missing = 无
history-nothing = 没有相关记录。托盘程序会保存它读到的数据，请让它保持运行
history-corrupt = 无法读取历史记录，文件已损坏。托盘程序下次启动时会把它移到一旁并新建一个（{ $reason }）
history-unreadable = 历史记录无法使用：{ $reason }
history-kept-aside = 数据库已损坏；原文件保留为 { $path }，并已新建一个
history-wipe-yes = --wipe 会永久删除历史记录；没有终端可供确认时还需要 --yes
history-wipe-sure = 永久删除这些历史记录？请输入“是”：
history-wipe-word = 是
history-wipe-kept = 没有删除任何内容。
history-wiped = 已删除 { $windows } 个额度窗口的历史记录。
history-of = { $account }，{ $window }
history-from = 从
history-until = 到
history-left = 剩余
history-spent = 用量
history-resets = 重置次数
status-nothing-stored = 没有保存任何数据。托盘程序会保存它读到的数据，不带 --cached 的 plimsollctl status 也会
status-no-reading = 尚无读数
watch-more = 另有 { $count } 行未显示
cli-asking = 正在查询各服务…
cli-not-kept = 读数未能保存：{ $reason }
guard-unknown = 没有该额度窗口的数据
guard-unknown-account = 无法得知 { $provider }（{ $account }）现在还剩多少
guard-not-below = { $provider }，{ $window }：已用 { $used }%
plain-until = { $until }
app-usage =
    在系统托盘中显示 AI 编程订阅还剩多少额度。

    用法：plimsoll [--demo] [--open] [--at-login]

    选项：
    {"  "}    --demo      显示内置的示例账号；不查询任何服务
    {"  "}    --open      立即打开窗口
    {"  "}    --at-login  等待面板出现，用于随会话启动
    {"  "}-h, --help      输出帮助
    {"  "}-V, --version   输出版本

    再次启动会打开第一次启动的窗口；在之后的会话中则取而代之。
    没有显示器时请使用 plimsollctl。
app-unknown-option = 没有选项 { $option }
