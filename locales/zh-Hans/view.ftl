plain = { $text }
account-number = 账号 { $number }

time-days = { $count } 天
time-hours = { $count } 小时
time-minutes = { $count } 分
time-weekday = { $day } { $clock }
time-date = { $date } { $clock }
time-monday = 周一
time-tuesday = 周二
time-wednesday = 周三
time-thursday = 周四
time-friday = 周五
time-saturday = 周六
time-sunday = 周日

window-hours = { $hours } 小时额度
window-days = { $days } 天额度
window-session = 会话额度
window-weekly = 每周额度
window-monthly = 每月额度
window-tools = 工具调用（每月）
window-other = 其他额度
window-pool = { $pool }，{ $window }
window-credits = AI 点数
window-premium-requests = 高级请求
window-chat = 聊天
window-completions = 补全
window-code-review = 代码审查，{ $window }
window-spend = 消费上限

amount-of-tokens = 已用 { $used } / { $limit } 个 token
amount-of-credits = 已用 { $used } / { $limit } 点
amount-of-requests = 已用 { $used } / { $limit } 次请求
amount-of-calls = 已用 { $used } / { $limit } 次调用
amount-of-usd = 已用 { $used } / { $limit } 美元
amount-of-units = 已用 { $used } / { $limit }
amount-tokens = 已用 { $used } 个 token
amount-credits = 已用 { $used } 点
amount-requests = 已用 { $used } 次请求
amount-calls = 已用 { $used } 次调用
amount-usd = 已用 { $used } 美元
amount-units = 已用 { $used }
balance-label-credits = 点数
balance-label-resets = 额度重置机会
balance-tokens = { $amount } 个 token
balance-credits = { $amount } 点
balance-requests = { $amount } 次请求
balance-calls = { $amount } 次调用
balance-usd = { $amount } 美元
balance-units = { $amount }

verdict-unknown = 服务没有说明还剩多少
verdict-lasts = 够用到重置
verdict-tight = 偏紧：{ $at } 用完，离重置不远
verdict-runs-out = { $at } 用完
verdict-used-up = 已用完

note-no-quota-reported = 没有返回额度信息
note-old-store = 只在 OpenCode 的旧文件中找到；如果数字不对，请重新登录
note-other-tool = 读取自其他工具的登录信息
note-disabled = 已在保存它的工具中停用
note-inactive = OpenCode 中选用的是另一个账号
note-over-allowance = 超出额度：{ $count }
note-organisation-allowance = 已用 { $count } 点；额度由组织设定
note-cached-quota = 登录文件中保存的数字，不是刚刚查询的
note-team-ids = 团队成员需要组织和项目 ID，服务才会返回额度
note-may-lag = 服务自己的数字可能延迟数小时
note-unsure = 服务显示“满额”可能只表示“可用”

place-read = 已读取，{ $entries } 个条目
place-missing = 不存在
place-unreadable = 无法打开：{ $reason }
place-damaged = 已损坏：{ $reason }
place-locked = 已锁定：{ $reason }

tray-line = { $account }：{ $state }
tray-account = { $name }（{ $label }）
tray-left = { $pool } 还剩 { $left }%
tray-left-until = { $pool } 还剩 { $left }%，{ $reset }后重置
tray-pool = { $pool }
tray-asking = 正在查询…
tray-more = 还有 { $count } 个
tray-nothing = 没有找到登录信息
tray-demo = 演示：示例账号，不查询任何服务

menu-refresh = 刷新
menu-open = 打开 Plimsoll
menu-notifications = 通知
menu-pause-hour = 暂停一小时
menu-pause-tomorrow = 暂停一天
menu-resume = 恢复
menu-settings = 设置
menu-quit = 退出

alert-threshold-title = { $name }：已用 { $used }%
alert-threshold-body = { $window }：还剩 { $left }%
alert-threshold-body-until = { $window }：还剩 { $left }%，{ $reset } 重置
alert-used-up-title = { $name } 额度已用完
alert-used-up-body = { $window }：已用完
alert-used-up-body-until = { $window }：已用完，{ $reset } 重置
alert-sign-in-title = { $name }：登录需要处理
alert-several-title = { $count } 件事需要看一下
alert-several-line = { $title }。{ $body }
alert-open = 打开

notice-no-tray-host = 当前桌面没有显示托盘图标的面板。面板出现后 Plimsoll 会自动显示在托盘中；在此之前，此窗口将保持打开。
popup-does-not-open = 窗口无法打开：{ $reason }

popup-resets-in = { $reset }后重置
popup-resets-at = { $reset } 重置
popup-reset-not-started = 首次使用时开始
