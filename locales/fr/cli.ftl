cli-left = { $left } % restants
cli-left-until = { $left }, { $reset }
cli-about = { $what } : { $said }
cli-window-of = { $name } { $window }
cli-unknown-provider = plimsollctl : pas de service « { $id } » ; il y a { $known }
cli-unknown-code = plimsollctl : pas de code de problème « { $code } » ; il y a { $known }
cli-setting = settings.toml ligne { $line } : { $what }
cli-settings-more = settings.toml : { $count } de plus ; plimsollctl doctor les nomme toutes
doctor-settings = Fichier de réglages
doctor-places = Emplacements examinés
doctor-accounts = Comptes trouvés
doctor-tray-host = Zone de notification
doctor-notifications = Service de notifications
doctor-proxy = Proxy
doctor-proxy-setting = dans les réglages
doctor-no-proxy = Sans le proxy
doctor-clock = Horloge
doctor-found = présent
doctor-missing = aucun
history-nothing = rien n’est conservé à ce sujet. L’application de la zone de notification conserve ce qu’elle lit ; laissez-la ouverte
history-corrupt = l’historique est illisible, le fichier est endommagé. Au prochain démarrage, l’application le met de côté et en commence un nouveau ({ $reason })
history-unreadable = l’historique est inutilisable : { $reason }
history-kept-aside = la base de données était endommagée ; elle est conservée sous { $path } et une nouvelle a été créée
history-wipe-yes = --wipe supprime l’historique définitivement ; sans terminal pour demander confirmation, il faut aussi --yes
history-wipe-sure = Supprimer définitivement cet historique ? Tapez « oui » :
confirm-word = oui
history-wipe-kept = Rien n’a été supprimé.
history-wiped = { $windows ->
    [one] L’historique d’une fenêtre a été supprimé.
   *[other] L’historique de { $windows } fenêtres a été supprimé.
}
history-of = { $account }, { $window }
history-from = De
history-until = À
history-left = Reste
history-spent = Consommé
history-resets = Remises à zéro
status-nothing-stored = rien n’est enregistré. L’application de la zone de notification enregistre ce qu’elle lit, de même que plimsollctl status sans --cached
status-no-reading = Encore aucun relevé
watch-more = { $count ->
    [one] { $count } autre ligne n’est pas affichée
   *[other] { $count } autres lignes ne sont pas affichées
}
cli-asking = Interrogation des services…
cli-not-kept = le relevé n’est pas conservé : { $reason }
guard-unknown = rien n’est connu de cette fenêtre
guard-unknown-account = de { $provider } ({ $account }), personne ne sait ce qu’il reste maintenant
guard-not-below = { $provider }, { $window } : { $used } % utilisés
plain-until = { $until }
app-usage =
    Montre dans la zone de notification ce qu’il reste des abonnements d’IA pour coder.

    Utilisation : plimsoll [--demo] [--open] [--at-login]

    Options :
    {"  "}    --demo      Montrer des comptes d’exemple intégrés ; aucun service n’est interrogé
    {"  "}    --open      Ouvrir la fenêtre aussitôt
    {"  "}    --at-login  Attendre qu’un panneau arrive, comme au début d’une session
    {"  "}-h, --help      Afficher l’aide
    {"  "}-V, --version   Afficher la version

    Un second démarrage ouvre la fenêtre du premier ; dans une session ultérieure, il prend sa place.
    Sans écran, utilisez plimsollctl.
app-unknown-option = l’option { $option } n’existe pas
providers-right = { $name } ({ $id }) est correct. Il peut interroger { $hosts }.
declared-schema = le seul format qui existe est 1
declared-name = ceci ne convient pas à un tel nom : voir docs/adding-a-service.md
declared-most = { $field } : au moins un, et au plus { $most }
declared-one-of = il faut une de ces valeurs : { $known }
declared-url = il faut une adresse https avec un nom d’hôte, sans port ni utilisateur
declared-host = { $host } n’est pas parmi les hôtes de ce fichier
declared-body = un corps est du JSON et va avec POST
declared-region = aucun identifiant n’est de cette région
declared-twice = une autre requête a cet identifiant
declared-one-place = un identifiant a soit opencode, soit configuration, soit variables, soit file
declared-in-file = un fichier veut un pointer (commençant par /) et un tool, ou une line (nom de variable)
declared-credential = un nom manque ou ne convient pas ; un fichier se trouve sous ~/ ou $NOM/
declared-jq-large = le programme est trop grand ou trop profond à cet endroit
declared-jq-refused = « { $name } » ne fait pas partie de ce jq : rien qui définit, répète ou affecte n’en fait partie
declared-jq-unknown = il n’y a pas ici de filtre ou de variable « { $name } »
declared-jq-expected = { $expected } est attendu ici
declared-row = { $place } : { $what }
declared-row-not-one = le programme ne donne aucune valeur ou plus d’une ; il doit donner un objet
declared-row-stopped = le programme s’arrête sur une erreur : { $said }
declared-row-too-much-work = le programme demande plus d’étapes que tout programme correct
declared-row-missing = ceci manque
declared-row-wrong-type = ceci n’est pas du bon type
declared-row-out-of-range = ceci est hors limites
declared-row-unknown = ceci n’existe pas
declared-row-too-many = il y en a trop
doctor-own = Vos propres services
own-allowed = { $name } ({ $id }) est interrogé
own-waits = { $name } ({ $id }) attend que vous autorisiez ce qu’il envoie : plimsollctl providers allow { $id }
own-refused = { $name } ({ $id }) n’est pas interrogé, puisque vous l’avez refusé ; pour l’autoriser tout de même : plimsollctl providers allow { $id }
own-sends = la clé de { $from } à { $host }
own-more = { $count ->
    [one] { $count } autre de vos services n’est pas interrogé ; plimsollctl providers les nomme tous
   *[other] { $count } autres de vos services ne sont pas interrogés ; plimsollctl providers les nomme tous
}
own-files-more = { $count ->
    [one] { $count } autre fichier de ce dossier n’est pas lu
   *[other] { $count } autres fichiers de ce dossier ne sont pas lus
}
providers-allow-asks = { $path } veut envoyer :
providers-allow-sure = Autoriser cela ? Tapez « oui » :
providers-allow-yes = sans terminal pour demander confirmation, allow a aussi besoin de --yes
providers-allow-unknown = aucun de vos fichiers ne déclare { $id } ; il y a : { $known }
providers-allowed = { $name } ({ $id }) est autorisé et sera désormais interrogé
providers-not-allowed = Rien n’a été autorisé.
declared-taken = { $name } appartient à un service intégré
declared-file-name = l’identifiant doit être { $id }, comme le nom du fichier
