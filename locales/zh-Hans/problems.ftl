step-copy-command = 运行：
step-reveal = 查看
step-retry = 重试
step-open-keys = 新建密钥
step-open-subscribe = 查看套餐
step-open-account = 打开账号
step-open-tokens = 新建令牌
step-open-billing = 账单页面
step-open-verification = 验证账号

problem-no-accounts-title = 没有找到登录信息
problem-no-accounts-why = Plimsoll 读取 OpenCode 保存的登录信息：OpenAI（ChatGPT 套餐）、智谱和 Z.ai 的 Coding Plan、GitHub Copilot、Google Antigravity、Grok 和它自己的控制台，Claude Code、Cursor 和 Kiro 自己的登录信息，以及 OpenRouter、Kimi、DeepSeek 等十三家服务的密钥。查找过的位置都没有。
problem-no-accounts-sign-in = 请用 OpenCode 登录；Plimsoll 会自动发现。
problem-no-accounts-directory = 如果 OpenCode 的数据在别处，请在设置中添加该目录。

problem-store-unreadable-title = 登录文件无法打开
problem-store-unreadable-why = { $path ->
    [none] 无权读取文件或其目录，或它不是文件，或文件过大。
   *[other] { $path }：{ $reason }
}
problem-store-unreadable-set-up = 请确认当前用户已设置好 OpenCode。
problem-store-unreadable-permissions = 请确认你有权读取该文件和目录。
problem-store-unreadable-directory = 如果设置中的目录有误，请在那里修改。

problem-store-damaged-title = 登录文件已损坏
problem-store-damaged-why = { $path ->
    [none] 文件内容不是 OpenCode 写的格式。
   *[other] { $line ->
        [none] { $path }：{ $reason }
       *[other] { $path }，第 { $line } 行第 { $column } 列：{ $reason }
    }
}
problem-store-damaged-shape = { $case ->
    [tool] 文件应由 { $tool } 写成：一个 JSON 对象。
    [person] 文件应为含以下三项的 JSON 对象。
   *[other] 文件应由 OpenCode 写成：每个服务一个条目的 JSON 对象，或 SQLite 数据库。
}
problem-store-damaged-sign-in = { $case ->
    [tool] 重新登录后 { $tool } 会重写它。
   *[other] 重新登录后 OpenCode 会重写它。
}

problem-store-locked-title = 登录数据被锁定
problem-store-locked-why = { $path ->
    [none] 另一个程序正占用数据库。
   *[other] { $path }：{ $reason }
}
problem-store-locked-wait = { $case ->
    [tool] 请稍等：可能有另一个程序正在使用它。钥匙串也可能需要先询问；请在其中允许 Plimsoll 读取 { $tool } 的项目。
   *[other] 请稍候：另一个程序正在使用它。
}

problem-sign-in-expired-title = 登录已过期
problem-sign-in-expired-why = { $case ->
    [variable] 变量 { $field } 中的令牌已过期。
    [inactive] 保存的令牌已过期。OpenCode 选择了另一个账号，更新的是那个账号。
    [tool] 保存的令牌已过期，{ $tool } 尚未更新它。
   *[other] 保存的令牌已过期，OpenCode 尚未更新它。
}
problem-sign-in-expired-use = { $case ->
    [variable] 请在设置变量 { $field } 的地方换成新的登录信息：那里不会自动更新。
    [inactive] 请在 OpenCode 中选择此账号，再使用一次它的任一模型，登录即会更新。
    [tool] 用一次 { $tool }，就会更新。
   *[other] { $name ->
        [none] 在 OpenCode 里用一次该服务的模型，就会更新。
       *[other] 在 OpenCode 里用一次 { $name } 的模型，就会更新。
    }
}
problem-sign-in-expired-notices = Plimsoll 会自动发现。
problem-sign-in-expired-not-renewed = { $case ->
    [tool] Plimsoll 不会自己更新它：那样会让 { $tool } 退出登录。
   *[other] Plimsoll 不会自己更新它：那样会让 OpenCode 退出登录。
}

problem-sign-in-refused-title = 登录被拒绝
problem-sign-in-refused-why = { $case ->
    [social] 对于用 Google 或 GitHub 登录的账户，该服务常常拒绝显示配额，尽管其模型可以使用。
   *[other] 服务不接受保存的令牌。
}
problem-sign-in-refused-sign-in = { $case ->
    [variable] 请在设置变量 { $field } 的地方换成新的登录信息。
    [inactive] 请在 OpenCode 中选择此账号，然后重新登录。
    [social] 如果其模型也无法使用，请用 { $tool } 重新登录。
    [tool] 请用 { $tool } 重新登录。
   *[other] 请用 OpenCode 重新登录。
}
problem-sign-in-refused-notices = Plimsoll 会自动发现。

problem-forbidden-title = 访问被拒绝
problem-forbidden-why = { $case ->
    [host] 登录信息中的主机不属于 GitHub，没有向它发送任何内容。
    [locked] 服务表示该账号已锁定或未激活。
    [server] 该登录信息属于某公司的自有服务器；没有向那里发送任何内容。
    [workspace] 服务不认识该登录信息对应的工作区，或者登录信息有多个工作区却没有指明是哪一个。
    [region] 登录信息指明的区域不存在；没有发送任何内容。
    [team] 团队账户不会向个人登录显示用量。
    [scope] 该登录只能运行模型，不能读取剩余额度，供脚本使用的令牌就是这样。
    [billing] GitHub 不允许此令牌读取账单报告。
   *[other] 服务认得这个登录，但拒绝该账号、地区或组织。
}
problem-forbidden-check = { $case ->
    [server] Plimsoll 只查询 opencode.ai：如果你在那里有自己的工作区，请在那里登录。
    [workspace] 请在 OpenCode 中选择工作区。
    [region] 请用保存此登录信息的程序重新登录。
    [team] 请在服务自己的页面上查看用量。
    [scope] { $tool ->
        [none] 请以完整权限重新登录；供脚本使用的令牌不够。
       *[other] 请用 { $tool } 重新登录；供脚本使用的令牌不够。
    }
   *[other] { $provider ->
        [openai] 请确认 OpenCode 中选用的工作区可以使用 Codex。
        [copilot] 请确认账号有 Copilot，且令牌已通过单点登录授权。
        [antigravity] 请确认此 Google 账号可以使用 Antigravity。
       *[other] 请在服务的页面上检查账号。
    }
}
problem-forbidden-administrator = 在组织中，请询问管理员。

problem-key-rejected-title = 密钥被拒绝
problem-key-rejected-why = 服务不接受保存的 API 密钥。
problem-key-rejected-spaces = { $case ->
    [whitespace] 保存的密钥中有空格或换行：请去掉后重新输入。
   *[other] 请检查密钥首尾是否有空格或换行。
}
problem-key-rejected-right = { $case ->
    [region] 请确认密钥与其保存位置属于同一区域：两个区域的密钥互不通用。
    [moved] 该服务迁移了部分工作区，不再向密钥显示其额度，但模型可能仍可使用：请通过 OpenCode 控制台登录。
   *[other] { $provider ->
        [zhipu] 请确认密钥属于 Coding Plan。
        [zai] 请确认密钥属于 Coding Plan。
       *[other] 请确认密钥属于该服务且未被吊销。
    }
}
problem-key-rejected-new = { $case ->
    [variable] 如果仍不行，请新建密钥并写入变量 { $field }。
    [configuration] 如果仍不行，请新建密钥并写入 { $path }。
   *[other] 如果仍不行，请新建密钥并在 OpenCode 中输入。
}

problem-no-plan-title = 该账号没有套餐
problem-no-plan-why = { $case ->
    [switched-off] 服务表示，此登录所属的工作区或套餐已停用。
   *[other] 密钥有效，但没有套餐，或套餐已到期。
}
problem-no-plan-subscribe = { $case ->
    [switched-off] 请在服务的页面上续订，或选择其他工作区；如属于组织，请联系管理员。
   *[other] 请在服务的页面上订阅或续订。
}

problem-rate-limited-title = 查询过于频繁
problem-rate-limited-why = 服务要求暂停。
problem-rate-limited-wait = { $until ->
    [none] 无需操作：Plimsoll 稍后会再查询。
   *[other] 无需操作：Plimsoll 会在 { $until } 再查询。
}

problem-service-down-title = 服务出错
problem-service-down-why = { $status ->
    [none] 服务返回了自身的错误。
   *[other] 服务返回了自身的错误（{ $status }）。
}
problem-service-down-wait = 无需操作：Plimsoll 稍后会再查询。
problem-service-down-update = 如果一天后仍然如此，请检查 Plimsoll 是否有更新。

problem-timed-out-title = 没有及时响应
problem-timed-out-why = 没有及时收到完整的响应。
problem-timed-out-network = 请检查网络。
problem-timed-out-proxy = 如果需要代理，请在设置文件中填写。

problem-offline-title = 无法连接
problem-offline-why = 无法连接到该服务。
problem-offline-network = 请检查网络；Plimsoll 会自动重试。
problem-offline-proxy = 如果需要代理，请在设置文件中填写。

problem-connection-blocked-title = 连接被拦截
problem-connection-blocked-why = { $case ->
    [certificate] 系统不信任该服务出示的证书。
    [proxy-password] 代理需要密码。
    [redirect] 请求被转到另一个主机，没有跟随。
    [proxy-address] { $field ->
        [proxy] 设置中的代理无法使用：地址有误。没有发送任何内容。
       *[other] 环境变量 { $field } 指定的代理无法使用：地址有误。没有发送任何内容。
    }
    [no-authorities] 系统中没有任何受信任的证书，无法确认服务的真伪。没有发送任何内容。
   *[other] 收到的是网页，而不是数据。
}
problem-connection-blocked-portal = 在访客网络中，请用浏览器打开任意网页并登录。
problem-connection-blocked-proxy = 在公司代理后，请在设置文件中填写其地址。
problem-connection-blocked-certificate = 如果公司检查连接，请把它的证书装入系统。
problem-connection-blocked-address = { $field ->
    [proxy] 请更正设置项 proxy：地址形如 http://proxy.example:8080 或 socks5h://proxy.example:1080，用户名或密码中的特殊字符须用百分号编码。
   *[other] 请更正环境变量 { $field }：地址形如 http://proxy.example:8080 或 socks5h://proxy.example:1080，用户名或密码中的特殊字符须用百分号编码。托盘应用重新启动后生效。
}
problem-connection-blocked-authorities = 请安装系统的证书颁发机构证书：软件包 ca-certificates。
problem-connection-blocked-authorities-variable = 如果设置了环境变量 SSL_CERT_FILE 或 SSL_CERT_DIR，它必须指向含有这类证书的文件或目录。

problem-quota-not-shared-title = 无法读取额度
problem-quota-not-shared-why = { $case ->
    [refused] GitHub 拒绝了 { $path } 中的令牌：它可能已过期或被撤销。
    [report] GitHub 没有与 { $path } 中的令牌对应的账单报告：可能缺少权限、用户名不符，或账号采用其他计费方式。
   *[other] GitHub 不允许用 OpenCode 的令牌查询额度。
}
problem-quota-not-shared-token = 新建一个细粒度令牌，账号权限 Plan 设为只读。
problem-quota-not-shared-file = { $path ->
    [none] 把它和用户名、套餐一起写入 OpenCode 配置目录中的文件 copilot-quota-token.json。
   *[other] 把它和用户名、套餐一起写入文件 { $path }。
}
problem-quota-not-shared-tiers = 套餐与每月次数：free 50、pro 300、pro+ 1500、business 300、enterprise 1000。
problem-quota-not-shared-else = 也可以查看 VS Code 状态栏或 GitHub 账单页面。

problem-token-file-incomplete-title = 令牌文件不完整
problem-token-file-incomplete-why = { $case ->
    [tier] { $path } 中的套餐无法识别。
   *[other] { $field ->
        [none] 用于 GitHub 报告的令牌文件缺少字段。
       *[other] { $path } 缺少：{ $field }
    }
}
problem-token-file-incomplete-complete = 请填写 token、username 和 tier。
problem-token-file-incomplete-tiers = 套餐：free、pro、pro+、business、enterprise。

problem-project-missing-title = 没有项目
problem-project-missing-why = 该 Google 账号没有可用于查询的项目。
problem-project-missing-use = 请在 OpenCode 里用一次 Antigravity：它会找到并保存项目。
problem-project-missing-where = 或把 Google Cloud 控制台中的 ID 填入 antigravity-accounts.json 的 projectId 字段。
problem-project-missing-administrator = 托管项目请向管理员询问 managedProjectId。

problem-client-missing-title = 没有 OAuth 客户端
problem-client-missing-why = { $case ->
    [agy] Antigravity 命令行的访问令牌已过期，没有客户端时 Plimsoll 无法取得新令牌。
   *[other] 没有 Antigravity 插件的客户端，就无法取得访问令牌。
}
problem-client-missing-use = 请使用一次 Antigravity 命令行（agy），令牌即会更新。
problem-client-missing-plugin = { $case ->
    [agy] 或在 OpenCode 中安装插件 opencode-antigravity-auth，之后 Plimsoll 会自行更新令牌。
   *[other] 请在 OpenCode 中安装或更新插件 opencode-antigravity-auth。
}
problem-client-missing-settings = 或在设置中填写客户端的 ID 和密钥。

problem-verification-needed-title = 需要验证
problem-verification-needed-why = Google 要求先验证该账号。
problem-verification-needed-open = 打开验证页面并按提示操作。
problem-verification-needed-back = 然后在 OpenCode 里用一次该账号。

problem-format-changed-title = 无法理解响应
problem-format-changed-why = 服务有响应，但格式是此版本不认识的。
problem-format-changed-update = 请更新 Plimsoll。
problem-format-changed-report = 如果已是最新版本，请附上下面的详情报告问题。

problem-internal-title = Plimsoll 出错
problem-internal-why = Plimsoll 自身出了问题。
problem-internal-report = 请附上下面的详情报告问题。
