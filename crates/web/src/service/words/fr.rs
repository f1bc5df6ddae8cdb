//! French.

use super::Words;

pub(super) static WORDS: Words = Words {
    subscribe_title: "S’abonner à {name}",
    address: "Votre adresse e-mail",
    lists: "Que souhaitez-vous recevoir ?",
    consent: "Je souhaite recevoir {list} de {name} par e-mail. Je peux me désabonner à tout \
              moment, par un lien dans chaque message.",
    consent_chosen: "Je souhaite recevoir de {name} ce que j’ai choisi par e-mail. Je peux me \
                     désabonner à tout moment, par un lien dans chaque message.",
    subscribe: "S’abonner",
    bad_address: "Nous ne pouvons pas écrire à cette adresse. Elle devrait ressembler à \
                  lectrice@example.org.",
    no_list: "Veuillez en choisir au moins une.",
    trap: "Laissez ce champ vide",
    asked_title: "Encore une étape",
    asked: "Un message est en route vers l’adresse indiquée. Suivez le lien qu’il contient dans \
            les {days} jours, et vous serez abonné.",
    asked_nothing: "Rien n’arrive ? Regardez parmi les indésirables, ou vérifiez l’adresse et \
                    réessayez.",
    too_many_title: "C’était beaucoup",
    too_many: "Trop de demandes sont venues de votre connexion. Réessayez dans une heure.",

    confirm_title: "Confirmez votre abonnement",
    confirm: "Quelqu’un, vous sans doute, a demandé que {address} reçoive :",
    confirm_button: "Oui, abonnez-moi",
    confirm_not: "Si ce n’était pas vous, fermez cette page : rien ne sera envoyé.",
    confirmed_title: "Vous êtes abonné",
    confirmed: "Désormais, vous recevez {lists}.",
    nothing_title: "Il n’y a rien à confirmer",
    nothing: "Ce lien a déjà servi, ou il a plus de {days} jours.",

    leave_title: "Quitter {list} ?",
    leave: "Ensuite, {address} ne recevra plus de message de {list}.",
    leave_button: "Quitter {list}",
    left_title: "Vous avez quitté {list}",
    left: "{address} ne reçoit plus rien de {list}. Un message déjà en route peut encore \
           arriver.",
    undo: "C’était une erreur : annuler",
    back_title: "Vous recevez de nouveau {list}",
    back: "{address} est abonnée à {list} comme avant.",
    off_title: "Vous ne recevez pas {list}",
    off: "{address} ne reçoit rien de {list}.",

    to_preferences: "Changer ce que vous recevez",
    preferences_title: "Ce que vous recevez",
    preferences: "{address} reçoit ce qui suit. Tout changement vaut aussitôt.",
    preferences_none: "Rien : vous n’êtes abonné à aucune liste.",
    since: "depuis le {date}",
    leave_all: "Tout quitter",
    left_all: "Vous avez quitté toutes les listes. Un message déjà en route peut encore \
               arriver.",
    about: "À propos de vous",
    name: "Votre nom",
    yes: "Oui",
    no: "Non",
    not_said: "Je préfère ne pas le dire",
    save: "Enregistrer",
    saved: "Enregistré.",
    not_saved: "Rien n’est encore enregistré : regardez ce qui est marqué.",
    bad_text: "C’est trop long.",
    bad_number: "Ce devrait être un nombre, comme 42.",
    bad_date: "Ce devrait être un jour, comme 2024-05-06.",

    unknown_title: "Ce lien ne mène nulle part",
    unknown: "Il n’appartient à personne, ou une partie s’est perdue. Copiez-le en entier depuis \
              le message ; pour vous désabonner, vous pouvez aussi écrire à {address}.",
    unavailable_title: "Pas pour l’instant",
    unavailable: "Quelque chose chez nous ne marche pas, et rien n’a été changé. Réessayez dans \
                  une minute.",

    mail_confirm_subject: "Merci de confirmer : {lists}",
    mail_confirm: "Quelqu’un, vous sans doute, a demandé que cette adresse reçoive :",
    mail_confirm_else: "Le lien marche pendant {days} jours. Si ce n’était pas vous, ne faites \
                        rien : vous ne recevrez plus de message à ce sujet.",
    mail_welcome_subject: "Bienvenue à {name}",
    mail_welcome: "Vous l’avez confirmé, et désormais vous recevez :",
    mail_already_subject: "Vous êtes déjà abonné à {name}",
    mail_already: "Quelqu’un, vous sans doute, a demandé que cette adresse reçoive ce qui suit. \
                   Elle le reçoit déjà ; il n’y a rien à faire.",
};
