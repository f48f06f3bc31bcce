settings-title = Réglages
settings-back = Retour
settings-open = Ouvrir les réglages
settings-accounts = Comptes
settings-display = Affichage
settings-notifications = Notifications
settings-connection = Requêtes et réseau
settings-program = Programme
settings-file = Fichier des réglages
settings-show-file = Montrer le fichier de réglages
settings-version = Version { $version }
settings-history = Historique et données
settings-keyboard = Clavier
settings-report = Rapport pour une question
settings-search = Rechercher un réglage
settings-every = toutes les { $count } min
settings-starts = démarre à la connexion
settings-kept = { $count ->
    [one] gardé { $count } jour
   *[other] gardé { $count } jours
}
settings-count = { $count }
settings-hidden = { $count ->
    [one] { $count } caché
   *[other] { $count } cachés
}
settings-at = à { $at } %
settings-found = { $count ->
    [one] { $count } réglage sur { $of }
   *[other] { $count } réglages sur { $of }
}
settings-apply = Appliquer
settings-remove = Retirer
settings-no-accounts = Aucun compte trouvé pour l’instant.

setting-language = Langue
setting-interval-minutes = Interroger toutes les
setting-thresholds = Seuils
setting-notify = Types de notification
setting-quiet-hours = Heures calmes
setting-no-hook = Programme lancé par une alerte
setting-share = Pourcentages
setting-layout = Comptes en
setting-clock = Remises à zéro
setting-mask-names = Masquer en partie les noms de compte
setting-icon-monochrome = Icône sans couleur
setting-start-at-login = Lancer à l’ouverture de session
setting-popup-ready = Garder cette fenêtre prête
setting-keep-history-days = Garder le détail par heure
setting-metrics-port = Port pour Prometheus
setting-no-proxy = Proxy
setting-opencode-directories = Dossiers d’OpenCode
setting-oauth-client = Client OAuth
setting-hidden = Comptes cachés
setting-muted = Comptes en sourdine
setting-provider-muted = Services en sourdine
setting-masked = Nom de compte masqué en partie
setting-nickname = Surnom
setting-move = Ordre des comptes

popup-changed = Modifié : { $setting }
popup-undo = Annuler

language-system = Système
share-left = Reste
share-used = Utilisé
clock-countdown = Délai
clock-clock = Heure
layout-cards = Cartes
layout-compact = Lignes
ready-never = Non
ready-always = Toujours

notify-usage = Un seuil d’utilisation est franchi
notify-sign-in = Une connexion ne marche plus
notify-pace = Épuisement prévu à ce rythme
notify-available = De nouveau disponible
quiet-on = Heures calmes
quiet-from = De
quiet-to = À
quiet-used-up = Prévenir quand même si tout est épuisé
hook-none = Aucun. Son chemin complet s’indique dans le fichier de réglages : [hook] program = "/…"
thresholds-general = Prévenir à (% utilisés)
thresholds-own = Seuils particuliers
thresholds-as-general = comme ci-dessus
thresholds-hint = Jusqu’à cinq nombres de 1 à 100, séparés par des espaces

proxy-none = Celui du système. Un autre s’indique dans le fichier de réglages : proxy = "http://hôte:port", ou socks5://hôte:port
directories-hint = Autres dossiers contenant les données d’OpenCode
metrics-hint = Aucun. Un nombre comme 9464 met les chiffres à la disposition de ce seul ordinateur
metrics-at = http://127.0.0.1:{ $port }/metrics
oauth-of = Client OAuth de { $name }
oauth-id = ID client
oauth-secret = Code secret du client
oauth-is-set = Un client est enregistré. Il n’est plus affiché.

account-up = Monter
account-down = Descendre
account-drag = Glisser pour réordonner
account-options = Options de { $name }, { $label }
account-hide = Cacher
account-mute = Sans notifications
account-mask = Masquer une partie du nom
account-nickname = Surnom
account-hidden = caché
account-muted = en sourdine
provider-mute = Sans notifications de { $name }

key-refresh = Actualiser
key-settings = Réglages
key-undo = Annuler la dernière modification
key-move = Monter ou descendre la carte
key-close = Retour, ou fermer

refused-language = Plimsoll ne parle pas cette langue.
refused-number = De { $least } à { $most }.
refused-port = Un port de 1 à 65535, ou rien.
refused-thresholds = Cinq nombres au plus, de 1 à 100.
refused-directory = Le chemin complet d’un dossier de cet ordinateur, depuis la racine.
refused-directories = 32 dossiers au plus.
refused-oauth-client = L’ID et le code secret sont tous deux nécessaires, sans espace, de 512 caractères au plus chacun.
refused-unknown = Cela n’existe plus.
refused-nickname = 40 caractères au plus.
refused-time = Une heure comme 22:05.

setting-at = ligne { $line }, colonne { $column } : { $what }
setting-unknown = le réglage { $key } n’existe pas
setting-unknown-near = le réglage { $key } n’existe pas ; vouliez-vous dire { $near } ?
setting-provider = { $key } : ce service n’existe pas
setting-provider-near = { $key } : ce service n’existe pas ; vouliez-vous dire { $near } ?
setting-unfit = { $key } : { $fits }
setting-fits-number = nombre entier de { $least } à { $most } ; { $taken } s’applique
setting-fits-language = en, fr, zh, zh-CN et zh-Hans sont possibles ; la langue du système s’applique
setting-fits-thresholds = nombre de 1 à 100 ; celui-ci est ignoré
setting-fits-proxy = il faut une adresse comme http://proxy.example:8080 ou socks5h://proxy.example:1080 ; d’ici là, aucun service n’est interrogé
setting-fits-directory = il faut un chemin complet comme /data/opencode ou ~/opencode ; celui-ci est ignoré
setting-fits-program = il faut le chemin complet d’un programme ; rien n’est lancé
setting-fits-client = il faut un texte sans espaces
setting-fits-order = un compte s’écrit service/compte
