step-copy-command = Run:
step-reveal = Look at
step-retry = Try again
step-open-keys = Make a new key
step-open-subscribe = See the plans
step-open-account = Open your account
step-open-tokens = Make a token
step-open-billing = Billing page
step-open-verification = Verify the account

problem-no-accounts-title = No sign-in found
problem-no-accounts-why = Plimsoll reads the sign-ins that OpenCode keeps for OpenAI (ChatGPT plans), Zhipu AI and Z.ai Coding Plans, GitHub Copilot, Google Antigravity, Grok and its own console, those of Claude Code, Cursor and Kiro, and keys of OpenRouter, Kimi, DeepSeek and ten other services. None was found in the places searched.
problem-no-accounts-sign-in = Sign in with OpenCode; Plimsoll notices by itself.
problem-no-accounts-directory = If OpenCode keeps its data elsewhere, add that directory to the settings.

problem-store-unreadable-title = A sign-in file cannot be opened
problem-store-unreadable-why = { $path ->
    [none] The file or its directory may not be read, is no file, or is too large.
   *[other] { $path }: { $reason }
}
problem-store-unreadable-set-up = Check that OpenCode is set up for this user.
problem-store-unreadable-permissions = Check that you may read the file and its directory.
problem-store-unreadable-directory = If a directory in the settings is wrong, fix it there.

problem-store-damaged-title = A sign-in file is damaged
problem-store-damaged-why = { $path ->
    [none] Its content is not what OpenCode writes.
   *[other] { $line ->
        [none] { $path }: { $reason }
       *[other] { $path }, line { $line }, column { $column }: { $reason }
    }
}
problem-store-damaged-shape = { $case ->
    [tool] The file should be what { $tool } writes: a JSON object.
    [person] The file should be a JSON object with these three entries.
   *[other] The file should be what OpenCode writes: a JSON object with one entry per provider, or a SQLite database.
}
problem-store-damaged-sign-in = { $case ->
    [tool] Signing in again makes { $tool } write it anew.
   *[other] Signing in again makes OpenCode write it anew.
}

problem-store-locked-title = A sign-in store is locked
problem-store-locked-why = { $path ->
    [none] Another program holds the database.
   *[other] { $path }: { $reason }
}
problem-store-locked-wait = { $case ->
    [tool] Wait a moment: another program may be using it. A keychain may also want to ask first; allow Plimsoll to read { $tool }'s item there.
   *[other] Wait a moment: another program is using it.
}

problem-sign-in-expired-title = Sign-in has expired
problem-sign-in-expired-why = { $case ->
    [variable] The token in the variable { $field } is past its time.
    [inactive] The stored token is past its time. OpenCode has another account selected and renews that one.
    [tool] The stored token is past its time, and { $tool } has not renewed it yet.
   *[other] The stored token is past its time, and OpenCode has not renewed it yet.
}
problem-sign-in-expired-use = { $case ->
    [variable] Put a new sign-in into the variable { $field } where it is set: nothing renews it there.
    [inactive] Select this account in OpenCode, then use one of its models once; that renews it.
    [tool] Use { $tool } once; that renews it.
   *[other] { $name ->
        [none] Use one of the service's models once in OpenCode; that renews it.
       *[other] Use one of { $name }'s models once in OpenCode; that renews it.
    }
}
problem-sign-in-expired-notices = Plimsoll notices by itself.
problem-sign-in-expired-not-renewed = { $case ->
    [tool] Plimsoll does not renew it: that would sign { $tool } out.
   *[other] Plimsoll does not renew it: that would sign OpenCode out.
}

problem-sign-in-refused-title = Sign-in is refused
problem-sign-in-refused-why = { $case ->
    [social] The service often refuses to show the quota to sign-ins by Google or GitHub, although its models work.
   *[other] The service does not accept the stored token.
}
problem-sign-in-refused-sign-in = { $case ->
    [variable] Put a new sign-in into the variable { $field } where it is set.
    [inactive] Select this account in OpenCode, then sign in again with it.
    [social] If its models do not work either, sign in again with { $tool }.
    [tool] Sign in again with { $tool }.
   *[other] Sign in again with OpenCode.
}
problem-sign-in-refused-notices = Plimsoll notices by itself.

problem-forbidden-title = Access is refused
problem-forbidden-why = { $case ->
    [host] The sign-in names a host that is not GitHub's; nothing was sent there.
    [locked] The service says that this account is locked or not active.
    [server] The sign-in is for a company's own server; nothing was sent there.
    [workspace] The service does not know the workspace that the sign-in is for, or the sign-in names none and has several.
    [region] The sign-in names a region that does not exist; nothing was sent.
    [team] Accounts of a team show no usage to the sign-in of one person.
    [scope] This sign-in may run models and not read what is left, as tokens made for scripts.
    [billing] GitHub does not let this token read the billing report.
   *[other] The service knows the sign-in and refuses this account, region or organisation.
}
problem-forbidden-check = { $case ->
    [server] Plimsoll asks opencode.ai alone: sign in there if you have a workspace of your own.
    [workspace] Select the workspace in OpenCode.
    [region] Sign in again with the program that keeps this sign-in.
    [team] Look at the usage on the service's own page.
    [scope] { $tool ->
        [none] Sign in again with full access; a token made for scripts is not enough.
       *[other] Sign in again with { $tool }; a token made for scripts is not enough.
    }
   *[other] { $provider ->
        [openai] Check that the workspace selected in OpenCode may use Codex.
        [copilot] Check that the account has Copilot and that single sign-on is approved for the token.
        [antigravity] Check that this Google account may use Antigravity.
       *[other] Check the account on the service's own page.
    }
}
problem-forbidden-administrator = In an organisation, ask its administrator.

problem-key-rejected-title = Key is rejected
problem-key-rejected-why = The service does not accept the stored API key.
problem-key-rejected-spaces = { $case ->
    [whitespace] The stored key has spaces or line breaks in it: enter it again without them.
   *[other] Check the key for spaces or line breaks at its ends.
}
problem-key-rejected-right = { $case ->
    [region] Check that the key is of the same region as the place that it is stored for: keys of the two regions are separate.
    [moved] The service moved some workspaces and no longer shows their quota to a key, though models may still work: sign in with OpenCode's console.
   *[other] { $provider ->
        [zhipu] Check that the key belongs to a Coding Plan.
        [zai] Check that the key belongs to a Coding Plan.
       *[other] Check that the key belongs to this service and has not been revoked.
    }
}
problem-key-rejected-new = { $case ->
    [variable] If that does not help, make a new key and put it into the variable { $field }.
    [configuration] If that does not help, make a new key and put it into { $path }.
   *[other] If that does not help, make a new key and enter it in OpenCode.
}

problem-no-plan-title = No plan on this account
problem-no-plan-why = { $case ->
    [switched-off] The service says that the workspace or plan of this sign-in is switched off.
   *[other] The key works, but there is no plan, or it has expired.
}
problem-no-plan-subscribe = { $case ->
    [switched-off] Renew the plan on the service's page, or select another workspace; in an organisation, ask its administrator.
   *[other] Subscribe, or renew the plan, on the service's page.
}

problem-rate-limited-title = Asked too often
problem-rate-limited-why = The service asks for a pause.
problem-rate-limited-wait = { $until ->
    [none] Nothing to do: Plimsoll asks again later.
   *[other] Nothing to do: Plimsoll asks again: { $until }.
}

problem-service-down-title = Service error
problem-service-down-why = { $status ->
    [none] The service answered with an error of its own.
   *[other] The service answered with an error of its own ({ $status }).
}
problem-service-down-wait = Nothing to do: Plimsoll asks again later.
problem-service-down-update = If it stays so for a day, look for an update of Plimsoll.

problem-timed-out-title = No answer in time
problem-timed-out-why = There was no complete answer in time.
problem-timed-out-network = Check the network.
problem-timed-out-proxy = If you need a proxy, name it in the settings file.

problem-offline-title = Not reachable
problem-offline-why = The service could not be reached.
problem-offline-network = Check the network; Plimsoll tries again by itself.
problem-offline-proxy = If you need a proxy, name it in the settings file.

problem-connection-blocked-title = Connection is blocked
problem-connection-blocked-why = { $case ->
    [certificate] The certificate shown for the service is not trusted by this system.
    [proxy-password] The proxy wants a password.
    [redirect] The request was sent on to another host; it was not followed.
    [proxy-address] { $field ->
        [proxy] The proxy that the settings name cannot be used: its address is wrong. Nothing was sent.
       *[other] The proxy that the variable { $field } names cannot be used: its address is wrong. Nothing was sent.
    }
    [no-authorities] This system has no trusted certificates, so no service can prove that it is the real one. Nothing was sent.
   *[other] A web page came in the place of an answer.
}
problem-connection-blocked-portal = In a guest network, open any page in the browser and sign in there.
problem-connection-blocked-proxy = Behind a company proxy, name its address in the settings file.
problem-connection-blocked-certificate = If the company inspects connections, install its certificate in the system.
problem-connection-blocked-address = { $field ->
    [proxy] Correct the setting proxy: an address such as http://proxy.example:8080 or socks5h://proxy.example:1080, with special characters of a name or password percent-encoded.
   *[other] Correct the variable { $field }: an address such as http://proxy.example:8080 or socks5h://proxy.example:1080, with special characters of a name or password percent-encoded. The tray app sees it after a new start.
}
problem-connection-blocked-authorities = Install your system's certificates of authorities: the package ca-certificates.
problem-connection-blocked-authorities-variable = If the variable SSL_CERT_FILE or SSL_CERT_DIR is set, it has to name a file or a directory with such certificates.

problem-quota-not-shared-title = Quota is not shared
problem-quota-not-shared-why = { $case ->
    [refused] GitHub refuses the token in { $path }: it may have expired or been revoked.
    [report] GitHub has no report for the token in { $path }: it may lack the permission, the user name may be another one, or the account is billed otherwise.
   *[other] GitHub does not show the quota to OpenCode's token.
}
problem-quota-not-shared-token = Make a fine-grained token with the account permission Plan: read-only.
problem-quota-not-shared-file = { $path ->
    [none] Put it with your user name and tier into the file copilot-quota-token.json in OpenCode's configuration directory.
   *[other] Put it with your user name and tier into the file { $path }.
}
problem-quota-not-shared-tiers = Tiers and requests a month: free 50, pro 300, pro+ 1500, business 300, enterprise 1000.
problem-quota-not-shared-else = Or look in VS Code's status bar, or on GitHub's billing page.

problem-token-file-incomplete-title = Token file is incomplete
problem-token-file-incomplete-why = { $case ->
    [tier] { $path } names a tier that is not known.
   *[other] { $field ->
        [none] The file with the token for GitHub's report lacks a field.
       *[other] { $path } lacks: { $field }
    }
}
problem-token-file-incomplete-complete = Fill in token, username and tier.
problem-token-file-incomplete-tiers = Tiers: free, pro, pro+, business, enterprise.

problem-project-missing-title = No project
problem-project-missing-why = This Google account has no project to ask with.
problem-project-missing-use = Use Antigravity once in OpenCode: it finds the project and stores it.
problem-project-missing-where = Or copy the id from Google Cloud's console into the field projectId of antigravity-accounts.json.
problem-project-missing-administrator = For a managed project, ask your administrator for managedProjectId.

problem-client-missing-title = No OAuth client
problem-client-missing-why = { $case ->
    [agy] The access token of Antigravity's command line is past its time, and without a client Plimsoll gets no new one.
   *[other] Without the client of the Antigravity plugin no access token can be had.
}
problem-client-missing-use = Use Antigravity's command line (agy) once; that renews its token.
problem-client-missing-plugin = { $case ->
    [agy] Or install the plugin opencode-antigravity-auth in OpenCode: Plimsoll then renews the token itself.
   *[other] Install or update the plugin opencode-antigravity-auth in OpenCode.
}
problem-client-missing-settings = Or enter the client's id and secret in the settings.

problem-verification-needed-title = Verification needed
problem-verification-needed-why = Google asks to verify this account first.
problem-verification-needed-open = Open the verification page and follow it.
problem-verification-needed-back = Then use the account once in OpenCode.

problem-format-changed-title = Answer is not understood
problem-format-changed-why = The service answered, but not in a form that this version knows.
problem-format-changed-update = Update Plimsoll.
problem-format-changed-report = If it is up to date, report it with the details below.

problem-internal-title = Fault in Plimsoll
problem-internal-why = Something went wrong in Plimsoll itself.
problem-internal-report = Report it with the details below.
