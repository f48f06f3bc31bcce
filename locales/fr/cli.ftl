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
history-wipe-word = oui
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
