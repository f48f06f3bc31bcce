step-copy-command = Lancez :
step-reveal = Regardez
step-retry = Réessayer
step-open-keys = Créer une clé
step-open-subscribe = Voir les abonnements
step-open-account = Ouvrir le compte
step-open-tokens = Créer un jeton
step-open-billing = Page de facturation
step-open-verification = Vérifier le compte

problem-no-accounts-title = Aucune connexion
problem-no-accounts-why = Plimsoll lit les connexions que conserve OpenCode pour OpenAI (abonnements ChatGPT), Zhipu AI et Z.ai Coding Plan, GitHub Copilot, Google Antigravity, Grok et sa propre console, celles de Claude Code, de Cursor et de Kiro, et les clés d’OpenRouter, de Kimi, de DeepSeek et de dix autres services. Les emplacements examinés n’en contiennent aucune.
problem-no-accounts-sign-in = Connectez-vous avec OpenCode ; Plimsoll le remarque tout seul.
problem-no-accounts-directory = Si OpenCode range ses données ailleurs, ajoutez ce dossier aux réglages.

problem-store-unreadable-title = Un fichier de connexion ne s’ouvre pas
problem-store-unreadable-why = { $path ->
    [none] Le fichier ou son dossier ne peut être lu, n’est pas un fichier, ou est trop gros.
   *[other] { $path } : { $reason }
}
problem-store-unreadable-set-up = Vérifiez qu’OpenCode est installé pour cet utilisateur.
problem-store-unreadable-permissions = Vérifiez vos droits de lecture sur le fichier et son dossier.
problem-store-unreadable-directory = Si un dossier des réglages est faux, corrigez-le.

problem-store-damaged-title = Un fichier de connexion est endommagé
problem-store-damaged-why = { $path ->
    [none] Son contenu n’est pas ce qu’écrit OpenCode.
   *[other] { $line ->
        [none] { $path } : { $reason }
       *[other] { $path }, ligne { $line }, colonne { $column } : { $reason }
    }
}
problem-store-damaged-shape = { $case ->
    [tool] Le fichier doit être ce qu’écrit { $tool } : un objet JSON.
    [person] Le fichier doit être un objet JSON avec ces trois entrées.
   *[other] Le fichier doit être ce qu’écrit OpenCode : un objet JSON avec une entrée par service, ou une base SQLite.
}
problem-store-damaged-sign-in = { $case ->
    [tool] Une nouvelle connexion le fait réécrire par { $tool }.
   *[other] Une nouvelle connexion le fait réécrire par OpenCode.
}

problem-store-locked-title = Un fichier de connexion est verrouillé
problem-store-locked-why = { $path ->
    [none] Un autre programme tient la base de données.
   *[other] { $path } : { $reason }
}
problem-store-locked-wait = { $case ->
    [tool] Patientez : un autre programme s’en sert peut-être. Un trousseau peut aussi vouloir demander d’abord ; autorisez-y Plimsoll à lire l’élément de { $tool }.
   *[other] Patientez : un autre programme s’en sert.
}

problem-sign-in-expired-title = Connexion expirée
problem-sign-in-expired-why = { $case ->
    [variable] Le jeton dans la variable { $field } a expiré.
    [inactive] Le jeton conservé a expiré. Un autre compte est choisi dans OpenCode, et c’est celui-là qui est renouvelé.
    [tool] Le jeton conservé est périmé et { $tool } ne l’a pas encore renouvelé.
   *[other] Le jeton conservé est périmé et OpenCode ne l’a pas encore renouvelé.
}
problem-sign-in-expired-use = { $case ->
    [variable] Mettez une nouvelle connexion dans la variable { $field }, là où elle est définie : rien ne l’y renouvelle.
    [inactive] Choisissez ce compte dans OpenCode, puis utilisez une fois l’un de ses modèles ; cela la renouvelle.
    [tool] Utilisez une fois { $tool } ; cela le renouvelle.
   *[other] { $name ->
        [none] Utilisez une fois un modèle du service dans OpenCode ; cela le renouvelle.
       *[other] Utilisez une fois un modèle du service { $name } dans OpenCode ; cela le renouvelle.
    }
}
problem-sign-in-expired-notices = Plimsoll le remarque tout seul.
problem-sign-in-expired-not-renewed = { $case ->
    [tool] Plimsoll ne le renouvelle pas : { $tool } serait déconnecté.
   *[other] Plimsoll ne le renouvelle pas : OpenCode serait déconnecté.
}

problem-sign-in-refused-title = Connexion refusée
problem-sign-in-refused-why = { $case ->
    [social] Le service refuse souvent de montrer le quota aux connexions par Google ou GitHub, alors que ses modèles fonctionnent.
   *[other] Le service n’accepte pas le jeton conservé.
}
problem-sign-in-refused-sign-in = { $case ->
    [variable] Mettez une nouvelle connexion dans la variable { $field }, là où elle est définie.
    [inactive] Choisissez ce compte dans OpenCode, puis reconnectez-le.
    [social] Si ses modèles ne fonctionnent pas non plus, reconnectez-vous avec { $tool }.
    [tool] Reconnectez-vous avec { $tool }.
   *[other] Reconnectez-vous avec OpenCode.
}
problem-sign-in-refused-notices = Plimsoll le remarque tout seul.

problem-forbidden-title = Accès refusé
problem-forbidden-why = { $case ->
    [host] La connexion nomme un hôte qui n’est pas de GitHub ; rien n’y a été envoyé.
    [locked] Le service dit que ce compte est bloqué ou inactif.
    [server] La connexion est celle du serveur propre à une entreprise ; rien n’y a été envoyé.
    [workspace] Le service ne connaît pas l’espace de travail de cette connexion, ou elle n’en nomme aucun alors qu’elle en a plusieurs.
    [region] La connexion indique une région qui n’existe pas ; rien n’a été envoyé.
    [team] Les comptes d’une équipe ne montrent pas l’utilisation à la connexion d’une seule personne.
    [scope] Cette connexion peut utiliser les modèles, mais pas lire ce qu’il reste, comme les jetons faits pour des scripts.
    [billing] GitHub ne laisse pas ce jeton lire le rapport de facturation.
   *[other] Le service connaît la connexion et refuse ce compte, cette région ou cette organisation.
}
problem-forbidden-check = { $case ->
    [server] Plimsoll n’interroge qu’opencode.ai : connectez-vous-y si vous y avez un espace de travail.
    [workspace] Sélectionnez l’espace de travail dans OpenCode.
    [region] Reconnectez-vous avec le programme qui conserve cette connexion.
    [team] Consultez l’utilisation sur la page du service.
    [scope] { $tool ->
        [none] Reconnectez-vous avec un accès complet ; un jeton fait pour des scripts ne suffit pas.
       *[other] Reconnectez-vous avec { $tool } ; un jeton fait pour des scripts ne suffit pas.
    }
   *[other] { $provider ->
        [openai] Vérifiez que l’espace de travail choisi dans OpenCode a droit à Codex.
        [copilot] Vérifiez que le compte a Copilot et que l’authentification unique est approuvée pour le jeton.
        [antigravity] Vérifiez que ce compte Google a droit à Antigravity.
       *[other] Vérifiez le compte sur la page du service.
    }
}
problem-forbidden-administrator = Dans une organisation, demandez à l’administrateur.

problem-key-rejected-title = Clé refusée
problem-key-rejected-why = Le service n’accepte pas la clé conservée.
problem-key-rejected-spaces = { $case ->
    [whitespace] La clé conservée contient des espaces ou des retours à la ligne : saisissez-la de nouveau sans eux.
   *[other] Vérifiez qu’il n’y a ni espace ni retour à la ligne aux bords de la clé.
}
problem-key-rejected-right = { $case ->
    [region] Vérifiez que la clé est de la même région que l’endroit où elle est conservée : les clés des deux régions sont distinctes.
    [moved] Le service a déplacé certains espaces de travail et ne montre plus leur quota à une clé, même si les modèles fonctionnent encore : connectez-vous par la console d’OpenCode.
   *[other] { $provider ->
        [zhipu] Vérifiez que la clé appartient à un Coding Plan.
        [zai] Vérifiez que la clé appartient à un Coding Plan.
       *[other] Vérifiez que la clé appartient à ce service et n’a pas été révoquée.
    }
}
problem-key-rejected-new = { $case ->
    [variable] Sinon, créez une nouvelle clé et mettez-la dans la variable { $field }.
    [configuration] Sinon, créez une nouvelle clé et mettez-la dans { $path }.
   *[other] Sinon, créez une nouvelle clé et saisissez-la dans OpenCode.
}

problem-no-plan-title = Pas d’abonnement sur ce compte
problem-no-plan-why = { $case ->
    [switched-off] Le service indique que l’espace de travail ou l’abonnement de cette connexion est désactivé.
   *[other] La clé fonctionne, mais il n’y a pas d’abonnement, ou il a expiré.
}
problem-no-plan-subscribe = { $case ->
    [switched-off] Renouvelez l’abonnement sur la page du service, ou choisissez un autre espace de travail ; dans une organisation, demandez à son administrateur.
   *[other] Abonnez-vous, ou renouvelez, sur la page du service.
}

problem-rate-limited-title = Trop de demandes
problem-rate-limited-why = Le service demande une pause.
problem-rate-limited-wait = { $until ->
    [none] Rien à faire : Plimsoll redemandera plus tard.
   *[other] Rien à faire. Prochain essai de Plimsoll : { $until }.
}

problem-service-down-title = Erreur du service
problem-service-down-why = { $status ->
    [none] Le service a répondu par une erreur de son côté.
   *[other] Le service a répondu par une erreur de son côté ({ $status }).
}
problem-service-down-wait = Rien à faire : Plimsoll redemandera plus tard.
problem-service-down-update = Si cela dure plus d’un jour, cherchez une mise à jour de Plimsoll.

problem-timed-out-title = Pas de réponse à temps
problem-timed-out-why = Pas de réponse complète à temps.
problem-timed-out-network = Vérifiez le réseau.
problem-timed-out-proxy = S’il faut un proxy, indiquez-le dans le fichier de réglages.

problem-offline-title = Injoignable
problem-offline-why = Le service n’a pas pu être joint.
problem-offline-network = Vérifiez le réseau ; Plimsoll réessaie tout seul.
problem-offline-proxy = S’il faut un proxy, indiquez-le dans le fichier de réglages.

problem-connection-blocked-title = Connexion bloquée
problem-connection-blocked-why = { $case ->
    [certificate] Ce système ne fait pas confiance au certificat présenté pour le service.
    [proxy-password] Le proxy demande un mot de passe.
    [redirect] La demande a été renvoyée vers un autre hôte ; elle n’a pas été suivie.
    [proxy-address] { $field ->
        [proxy] Le proxy indiqué dans les réglages est inutilisable : son adresse est fausse. Rien n’a été envoyé.
       *[other] Le proxy indiqué par la variable { $field } est inutilisable : son adresse est fausse. Rien n’a été envoyé.
    }
    [no-authorities] Ce système n’a aucun certificat de confiance : aucun service ne peut prouver qu’il est le vrai. Rien n’a été envoyé.
   *[other] Une page web est venue à la place d’une réponse.
}
problem-connection-blocked-portal = Sur un réseau invité, ouvrez une page dans le navigateur et identifiez-vous.
problem-connection-blocked-proxy = Derrière un proxy d’entreprise, indiquez son adresse dans le fichier de réglages.
problem-connection-blocked-certificate = Si l’entreprise inspecte les connexions, installez son certificat dans le système.
problem-connection-blocked-address = { $field ->
    [proxy] Corrigez le réglage proxy : une adresse comme http://proxy.example:8080 ou socks5h://proxy.example:1080, les caractères spéciaux d’un nom ou d’un mot de passe étant codés en pour-cent.
   *[other] Corrigez la variable { $field } : une adresse comme http://proxy.example:8080 ou socks5h://proxy.example:1080, les caractères spéciaux d’un nom ou d’un mot de passe étant codés en pour-cent. L’application de la zone de notification la voit après un redémarrage.
}
problem-connection-blocked-authorities = Installez les certificats d’autorités de votre système : le paquet ca-certificates.
problem-connection-blocked-authorities-variable = Si la variable SSL_CERT_FILE ou SSL_CERT_DIR est définie, elle doit désigner un fichier ou un dossier contenant de tels certificats.

problem-quota-not-shared-title = Quota non communiqué
problem-quota-not-shared-why = { $case ->
    [refused] GitHub refuse le jeton de { $path } : il a peut-être expiré ou été révoqué.
    [report] GitHub n’a pas de rapport pour le jeton de { $path } : la permission manque peut-être, le nom d’utilisateur est un autre, ou le compte est facturé autrement.
   *[other] GitHub ne montre pas le quota au jeton d’OpenCode.
}
problem-quota-not-shared-token = Créez un jeton à granularité fine avec la permission de compte Plan : lecture seule.
problem-quota-not-shared-file = { $path ->
    [none] Mettez-le avec votre nom et votre formule dans le fichier copilot-quota-token.json du dossier de configuration d’OpenCode.
   *[other] Mettez-le avec votre nom et votre formule dans le fichier { $path }.
}
problem-quota-not-shared-tiers = Formules et requêtes par mois : free 50, pro 300, pro+ 1500, business 300, enterprise 1000.
problem-quota-not-shared-else = Ou regardez la barre d’état de VS Code, ou la page de facturation de GitHub.

problem-token-file-incomplete-title = Fichier de jeton incomplet
problem-token-file-incomplete-why = { $case ->
    [tier] { $path } nomme une formule inconnue.
   *[other] { $field ->
        [none] Il manque un champ dans le fichier du jeton pour le rapport de GitHub.
       *[other] Il manque dans { $path } : { $field }
    }
}
problem-token-file-incomplete-complete = Remplissez token, username et tier.
problem-token-file-incomplete-tiers = Formules : free, pro, pro+, business, enterprise.

problem-project-missing-title = Pas de projet
problem-project-missing-why = Ce compte Google n’a pas de projet avec lequel interroger.
problem-project-missing-use = Utilisez Antigravity une fois dans OpenCode : il trouve le projet et le conserve.
problem-project-missing-where = Ou copiez l’identifiant de la console Google Cloud dans le champ projectId de antigravity-accounts.json.
problem-project-missing-administrator = Pour un projet géré, demandez managedProjectId à l’administrateur.

problem-client-missing-title = Pas de client OAuth
problem-client-missing-why = { $case ->
    [agy] Le jeton d’accès de la ligne de commande d’Antigravity a expiré, et sans client Plimsoll n’en obtient pas de nouveau.
   *[other] Sans le client de l’extension Antigravity, aucun jeton d’accès ne s’obtient.
}
problem-client-missing-use = Utilisez une fois la ligne de commande d’Antigravity (agy) ; cela renouvelle son jeton.
problem-client-missing-plugin = { $case ->
    [agy] Ou installez l’extension opencode-antigravity-auth dans OpenCode : Plimsoll renouvelle alors le jeton lui-même.
   *[other] Installez ou mettez à jour l’extension opencode-antigravity-auth dans OpenCode.
}
problem-client-missing-settings = Ou saisissez l’identifiant et le secret du client dans les réglages.

problem-verification-needed-title = Vérification demandée
problem-verification-needed-why = Google demande d’abord de vérifier ce compte.
problem-verification-needed-open = Ouvrez la page de vérification et suivez-la.
problem-verification-needed-back = Puis utilisez le compte une fois dans OpenCode.

problem-format-changed-title = Réponse incomprise
problem-format-changed-why = Le service a répondu, mais pas sous une forme que cette version connaît.
problem-format-changed-update = Mettez Plimsoll à jour.
problem-format-changed-report = S’il est à jour, signalez-le avec les détails ci-dessous.

problem-internal-title = Erreur de Plimsoll
problem-internal-why = Quelque chose a échoué dans Plimsoll même.
problem-internal-report = Signalez-le avec les détails ci-dessous.
