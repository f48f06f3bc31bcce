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
confirm-word = 是
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
providers-right = { $name }（{ $id }）没有错误。它可以查询 { $hosts }。
declared-schema = 目前只有格式 1
declared-name = 这不能用作此处的名称：请参阅 docs/adding-a-service.md
declared-most = { $field }：至少一个，最多 { $most } 个
declared-one-of = 应为以下之一：{ $known }
declared-url = 应为 https 地址，含主机名，不含端口和用户名
declared-host = { $host } 不在此文件的 hosts 之中
declared-body = body 应为 JSON，且只用于 POST
declared-region = 没有属于该区域的凭据
declared-twice = 另一个请求已使用此 id
declared-one-place = 每个凭据只能有 opencode、configuration、variables、file 之一
declared-in-file = file 需要 pointer（以 / 开头）和 tool，或者 line（变量名）
declared-credential = 缺少名称或名称不合适；文件须位于 ~/ 或 $NAME/ 之下
declared-jq-large = 程序在此处过大或嵌套过深
declared-jq-refused = 此处的 jq 不包含“{ $name }”：不能定义、循环或赋值
declared-jq-unknown = 此处没有名为“{ $name }”的过滤器或变量
declared-jq-expected = 此处应为 { $expected }
declared-row = { $place }：{ $what }
declared-row-not-one = 映射没有给出值或给出了多个值；应给出一个对象
declared-row-stopped = 映射以错误结束：{ $said }
declared-row-too-much-work = 映射的步骤多于任何正确的映射
declared-row-missing = 缺少此项
declared-row-wrong-type = 类型不对
declared-row-out-of-range = 超出范围
declared-row-unknown = 没有这样的值
declared-row-too-many = 数量过多
doctor-own = 您自己的服务
own-allowed = { $name }（{ $id }）会被查询
own-waits = { $name }（{ $id }）等待您允许它发送内容：plimsollctl providers allow { $id }
own-refused = { $name }（{ $id }）已被您拒绝，不会被查询；若仍要允许：plimsollctl providers allow { $id }
own-sends = 将来自 { $from } 的密钥发送到 { $host }
own-more = 另有 { $count } 个您自己的服务未被查询；plimsollctl providers 会全部列出
own-files-more = 此文件夹中另有 { $count } 个文件未读取
providers-allow-asks = { $path } 想要：
providers-allow-sure = 允许吗？请输入“是”：
providers-allow-yes = 没有终端可供确认时，allow 还需要 --yes
providers-allow-unknown = 您的文件中没有声明 { $id } 的；现有：{ $known }
providers-allowed = 已允许 { $name }（{ $id }），今后会查询它
providers-not-allowed = 没有允许任何内容。
declared-taken = { $name } 属于某个内置服务
declared-file-name = id 必须与文件名一致，即 { $id }
