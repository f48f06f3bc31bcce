plain = { $text }
account-number = compte { $number }

time-days = { $count } j
time-hours = { $count } h
time-minutes = { $count } min
time-weekday = { $day } { $clock }
time-date = { $day } { $month } { $clock }
time-date-year = { $day } { $month } { $year } { $clock }
time-day = { $day } { $month }
time-january = janv.
time-february = févr.
time-march = mars
time-april = avr.
time-may = mai
time-june = juin
time-july = juil.
time-august = août
time-september = sept.
time-october = oct.
time-november = nov.
time-december = déc.
time-monday = lun.
time-tuesday = mar.
time-wednesday = mer.
time-thursday = jeu.
time-friday = ven.
time-saturday = sam.
time-sunday = dim.

window-hours = Fenêtre de { $hours } h
window-days = { $days ->
    [one] Fenêtre de { $days } jour
   *[other] Fenêtre de { $days } jours
}
window-session = Session
window-weekly = Hebdomadaire
window-monthly = Mensuel
window-tools = Outils (mensuel)
window-other = Fenêtre de durée inconnue
window-until = Fenêtre jusqu’à { $reset }
window-in-tokens = { $window } (jetons)
window-in-credits = { $window } (crédits)
window-in-units = { $window } (unités)
window-pool = { $pool }, { $window }
window-credits = Crédits IA
window-premium-requests = Requêtes premium
window-chat = Discussion
window-completions = Complétions
window-code-review = Revue de code, { $window }
window-spend = Plafond de dépenses
window-extra-usage = Utilisation supplémentaire
window-numbered = { $window } ({ $number })
pool-coding = Dont code
pool-core = Modèles Core
pool-extra = Au-delà du forfait
pool-free-models = Modèles gratuits
pool-images = Images
pool-search = Recherche
pool-tool-calls = Appels d’outils
pool-video = Vidéo
pool-cursor-models = Modèles de Cursor
pool-other-models = Autres modèles

amount-of-tokens = { $used ->
    [one] { $used } jeton sur { $limit } utilisé
   *[other] { $used } jetons sur { $limit } utilisés
}
amount-of-credits = { $used ->
    [one] { $used } crédit sur { $limit } utilisé
   *[other] { $used } crédits sur { $limit } utilisés
}
amount-of-requests = { $used ->
    [one] { $used } requête sur { $limit } utilisée
   *[other] { $used } requêtes sur { $limit } utilisées
}
amount-of-calls = { $used ->
    [one] { $used } appel sur { $limit } utilisé
   *[other] { $used } appels sur { $limit } utilisés
}
amount-of-usd = { $used ->
    [one] { $used } USD sur { $limit } utilisé
   *[other] { $used } USD sur { $limit } utilisés
}
amount-of-currency = { $used ->
    [one] { $used } { $currency } sur { $limit } utilisé
   *[other] { $used } { $currency } sur { $limit } utilisés
}
amount-of-units = { $used ->
    [one] { $used } sur { $limit } utilisé
   *[other] { $used } sur { $limit } utilisés
}
amount-tokens = { $used ->
    [one] { $used } jeton utilisé
   *[other] { $used } jetons utilisés
}
amount-credits = { $used ->
    [one] { $used } crédit utilisé
   *[other] { $used } crédits utilisés
}
amount-requests = { $used ->
    [one] { $used } requête utilisée
   *[other] { $used } requêtes utilisées
}
amount-calls = { $used ->
    [one] { $used } appel utilisé
   *[other] { $used } appels utilisés
}
amount-usd = { $used ->
    [one] { $used } USD utilisé
   *[other] { $used } USD utilisés
}
amount-currency = { $used ->
    [one] { $used } { $currency } utilisé
   *[other] { $used } { $currency } utilisés
}
amount-units = { $used ->
    [one] { $used } utilisé
   *[other] { $used } utilisés
}
balance-label-credits = Crédits
balance-label-spent = Dépensé au-delà du forfait
balance-label-balance = Solde
balance-label-extra = Au-delà du forfait
balance-label-granted = Offert
balance-label-own = Versé
balance-label-resets = Remises à zéro
balance-label-ai-credits = Crédits IA
balance-label-ai-credits-few = Crédits IA (trop peu pour être utilisés)
balance-tokens = { $count ->
    [one] { $amount } jeton
   *[other] { $amount } jetons
}
balance-credits = { $count ->
    [one] { $amount } crédit
   *[other] { $amount } crédits
}
balance-requests = { $count ->
    [one] { $amount } requête
   *[other] { $amount } requêtes
}
balance-calls = { $count ->
    [one] { $amount } appel
   *[other] { $amount } appels
}
balance-usd = { $amount } USD
balance-currency = { $amount } { $currency }
balance-units = { $amount }

verdict-unknown = Le service n’indique pas ce qu’il reste
verdict-lasts = Suffira jusqu’au bout
verdict-left = Encore { $left } % environ à la remise à zéro
verdict-tight-left = Juste : { $left } % environ à la remise à zéro
verdict-tight = Juste : épuisé { $at }
verdict-runs-out = Épuisé { $at }
verdict-used-up = Épuisé
blocked-credits-owner = Épuisé : l’espace de travail n’a plus de crédits ; ajoutez-en pour continuer
blocked-credits-member = Épuisé : l’espace de travail n’a plus de crédits ; demandez à son propriétaire d’en ajouter
blocked-limit-owner = Épuisé : la limite d’utilisation de l’espace de travail est atteinte ; relevez-la dans ses réglages
blocked-limit-member = Épuisé : votre limite d’utilisation dans cet espace de travail est atteinte ; demandez à son propriétaire de la relever

note-no-quota-reported = Aucun quota indiqué
note-unlimited = Illimité
note-old-store = Trouvé seulement dans l’ancien fichier d’OpenCode ; reconnectez-vous si les chiffres semblent faux
note-other-tool = Lu dans la connexion d’un autre outil
note-disabled = Désactivé dans l’outil qui le conserve
note-inactive = Un autre compte est sélectionné dans OpenCode
note-over-allowance = Au-delà de l’allocation : { $count }
note-organisation-allowance = { $count ->
    [0] L’organisation fixe l’allocation
    [one] { $count } crédit utilisé ; l’organisation fixe l’allocation
   *[other] { $count } crédits utilisés ; l’organisation fixe l’allocation
}
note-cached-quota = Chiffres conservés dans le fichier de connexion, non demandés à l’instant
note-team-ids = Les membres d’une équipe doivent fournir l’organisation et le projet
note-may-lag = Les chiffres du service peuvent avoir des heures de retard
note-unsure = Le service dit peut-être « plein » pour « disponible »
note-main-not-reported = Le service indique les limites de certains modèles, pas la limite principale
note-not-shown = { $count ->
    [one] { $count } de plus, non affiché
   *[other] { $count } de plus, non affichés
}
note-refills = { $window } : revient peu à peu, prochaine fois { $at }
note-derived-reset = Le service n’indique pas de remise à zéro ; le moment est calculé
note-renews = Renouvellement { $at }
note-spent = Dépensé ce mois-ci : { $sum }
note-calls-refused = Le service refuse les requêtes tant que le crédit n’est pas rechargé

place-read = { $entries ->
    [one] lu, { $entries } entrée
   *[other] lu, { $entries } entrées
}
place-missing = absent
place-unreadable = ne s’ouvre pas : { $reason }
place-damaged = endommagé : { $reason }
place-locked = verrouillé : { $reason }

tray-line = { $account } : { $state }
tray-account = { $name } ({ $label })
tray-left = { $pool } { $share }
tray-left-until = { $pool } { $share }, { $resets }
tray-runs-out = { $pool } { $share }, fin prévue : { $at }
tray-used-up = { $pool } épuisé
tray-used-up-until = { $pool } épuisé, { $resets }
tray-pool = { $pool }
tray-window = { $window } :
tray-asking = interrogation…
tray-more = et { $count } de plus
tray-nothing = Aucune connexion trouvée
tray-demo = Démo : comptes d’exemple, aucun service n’est interrogé
tray-untold = Notification impossible : { $what }

menu-refresh = Actualiser
menu-open = Ouvrir Plimsoll
menu-notifications = Notifications
menu-pause-hour = Suspendre une heure
menu-pause-tomorrow = Suspendre jusqu’à demain
menu-resume = Reprendre
menu-settings = Réglages
menu-quit = Quitter

alert-threshold-title = { $name } : { $used } % utilisés
alert-threshold-body = { $window } : { $left } % restants
alert-threshold-body-until = { $window } : { $left } % restants, remise à zéro : { $reset }
alert-used-up-title = { $name } : quota épuisé
alert-used-up-body = { $window } : plus rien
alert-used-up-body-until = { $window } : plus rien, remise à zéro : { $reset }
alert-sign-in-title = { $name } : la connexion demande votre aide
alert-several-title = { $count ->
    [one] { $count } point à regarder
   *[other] { $count } points à regarder
}
alert-several-line = { $title }. { $body }
alert-open = Ouvrir
alert-snooze = Silence jusqu’à la remise à zéro
alert-mute = Ne plus notifier { $name }
alert-available-title = { $name } est de nouveau disponible
alert-available-body = { $window } : { $left } % restants
alert-pace-title = { $name } : quota bientôt épuisé à ce rythme
alert-pace-body = { $window } : épuisement prévu à ce rythme, { $at }

notice-no-tray-host = Aucun panneau n’affiche ici de zone de notification. Plimsoll y apparaîtra dès qu’il y en aura une ; d’ici là, cette fenêtre reste ouverte.
notice-broken-settings = Le fichier de réglages { $path } est inutilisable, les valeurs par défaut s’appliquent : { $reason }
notice-settings-mistake = Le fichier de réglages contient une erreur, les derniers réglages valables s’appliquent : { $reason }
notice-settings-last-good = Le fichier de réglages { $path } est inutilisable, les derniers réglages valables s’appliquent : { $reason }
notice-settings-missing = Le fichier de réglages { $path } a disparu, les derniers réglages valables s’appliquent. Créez-y un fichier vide pour revenir aux valeurs par défaut.
notice-setting = Fichier de réglages, { $said }
notice-settings-more = { $count ->
    [one] Fichier de réglages : encore { $count } erreur ; plimsollctl doctor les nomme toutes
   *[other] Fichier de réglages : encore { $count } erreurs ; plimsollctl doctor les nomme toutes
}
notice-own-service = Le service du fichier { $path } n’est pas interrogé : { $said }
notice-own-services-more = { $count ->
    [one] { $count } autre fichier déclare un service avec une erreur ; plimsollctl doctor les nomme tous
   *[other] { $count } autres fichiers déclarent des services avec une erreur ; plimsollctl doctor les nomme tous
}
question-title = { $name } est un de vos propres services et veut envoyer :
question-sends = la clé de { $from } à { $host }
question-file = Il est déclaré dans { $path }. Rien n’est lu ni envoyé avant votre accord.
question-allow = Autoriser
question-refuse = Ne pas autoriser
notice-history-kept-aside = L’historique était endommagé, un nouveau a été créé ; l’ancien fichier est conservé sous { $path }
notice-no-history = Rien n’est conservé pour l’historique pour le moment ; Plimsoll réessaie chaque minute : { $reason }
notice-no-log = Le journal ne peut pas être écrit : { $reason }
notice-second-start = Un second lancement ne sera pas remarqué : { $reason }
notice-settings-not-kept = Les réglages n’ont pas pu être enregistrés : { $reason }
notice-no-autostart = Le lancement à l’ouverture de session n’a pas pu être réglé : { $reason }
notice-metrics-port = Les chiffres pour Prometheus ne sont pas servis sur le port { $port } : { $reason }
notice-hook-relative = Le programme des alertes n’est pas lancé, son chemin complet est nécessaire : { $program }
notice-hook-does-not-start = Le programme des alertes ne démarre pas : { $reason }
notice-hook-failed = Le programme des alertes s’est terminé par une erreur : { $reason }
notice-hook-too-slow = { $seconds ->
    [one] Le programme des alertes a été arrêté au bout de { $seconds } seconde : { $program }
   *[other] Le programme des alertes a été arrêté au bout de { $seconds } secondes : { $program }
}
notice-hook-busy = Le programme des alertes n’a pas été lancé : trop d’alertes l’attendent encore.
notice-untold = Ce bureau n’affiche pas de notifications en ce moment. À signaler : { $what }
popup-does-not-open = La fenêtre ne s’ouvre pas : { $reason }
popup-ended = La fenêtre s’est arrêtée d’elle-même : { $reason }

resets-in = remise à zéro dans { $reset }
resets-at = remise à zéro : { $reset }
back-in = de retour dans { $reset }
back-at = de retour : { $reset }
reset-in = dans { $reset }
reset-at = { $reset }
reset-not-started = commence à la première utilisation
popup-loading = Recherche des connexions…
popup-refresh-all = Actualiser
popup-refreshing = Interrogation…
popup-paused = Notifications en pause, reprise : { $until }
percent-left = { $value } % restants
percent-used = { $value } % utilisés
reset-due = remise à zéro attendue
popup-read-now = lu à l’instant
popup-read-ago = lu il y a { $age }
popup-age = il y a { $age }
popup-no-answer = sans réponse depuis { $age }
popup-read-ahead = d’âge inconnu : une horloge avançait
popup-more = { $count ->
    [one] { $count } autre fenêtre
   *[other] { $count } autres fenêtres
}
popup-aloud = { $account }, { $window } : { $parts }
popup-muted = Sans notifications
popup-snoozed = Sans notifications jusqu’à la remise à zéro
popup-snoozed-end = Notifier de nouveau
popup-copy-report = Copier un rapport
popup-settings = Réglages
popup-hidden = { $count ->
    [one] { $count } compte caché
   *[other] { $count } comptes cachés
}
popup-next-try = Prochain essai : { $at }
popup-details = Détails
popup-copy = Copier
popup-copied = Copié
popup-copy-failed = Le presse-papiers est inaccessible ; sélectionnez le texte et copiez-le.
popup-places = Où Plimsoll a cherché
summary-need = { $count } à traiter
summary-comma = ,
summary-more = et { $count } de plus
summary-lasts = suffira jusqu’au bout
summary-all-last = suffira, et le reste aussi
summary-least = est le plus entamé
summary-places = { $count ->
    [one] Plimsoll a cherché à { $count } endroit
   *[other] Plimsoll a cherché à { $count } endroits
}
summary-accounts = Comptes
problem-how = Comment faire
problem-copy = Copier la commande
menu-of = Plus sur { $name }
step-open-usage = Page de consommation
step-open-status = Page d’état
menu-mute = Mettre en sourdine
menu-file = Montrer le fichier de connexion
compact-suggestion = Une ligne par compte se parcourt plus vite.
compact-yes = Afficher en lignes
compact-no = Garder les cartes
compact-tight = juste, { $reset }
empty-elsewhere = OpenCode est ailleurs ?
empty-services = Services que Plimsoll sait lire
step-fill-template = Complétez, puis copiez son contenu :
form-username = Nom d’utilisateur
form-tier = Formule

past-title = Historique
past-open = Historique : { $window }
past-reach = Durée affichée
past-day = Jour
past-week = Semaine
past-month = Mois
past-quarter = 90 jours
past-none = Rien n’est encore conservé pour cette durée
past-table = Sous forme de tableau
past-when = Moment
past-left = Restant
past-used = Utilisé
past-percent = { $value } %
past-at = { $at } : { $value }
past-chart = { $account }, { $window } : ce qui restait
past-resets = Tirets : une nouvelle fenêtre a commencé
past-band = Zone ombrée : évolution probable

past-too-early = Trop peu de données pour une prévision
