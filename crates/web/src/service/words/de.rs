//! German.

use super::Words;

pub(super) static WORDS: Words = Words {
    subscribe_title: "{name} abonnieren",
    address: "Ihre E-Mail-Adresse",
    lists: "Was möchten Sie bekommen?",
    consent: "Ich möchte {list} von {name} per E-Mail bekommen. Abmelden kann ich mich \
              jederzeit, über einen Link in jeder Mail.",
    consent_chosen: "Ich möchte das Ausgewählte von {name} per E-Mail bekommen. Abmelden kann ich \
                     mich jederzeit, über einen Link in jeder Mail.",
    subscribe: "Anmelden",
    bad_address: "An diese Adresse können wir nicht schreiben. Sie sollte aussehen wie \
                  leserin@example.org.",
    no_list: "Bitte wählen Sie mindestens eines aus.",
    trap: "Bitte leer lassen",
    asked_title: "Ein Schritt fehlt noch",
    asked: "Eine Mail ist unterwegs an die angegebene Adresse. Folgen Sie innerhalb von {days} \
            Tagen dem Link darin, dann sind Sie angemeldet.",
    asked_nothing: "Es kommt nichts? Sehen Sie im Spam-Ordner nach, oder prüfen Sie die Adresse \
                    und versuchen Sie es noch einmal.",
    too_many_title: "Das war viel",
    too_many: "Von Ihrem Anschluss kamen zu viele Anfragen. Bitte versuchen Sie es in einer \
               Stunde wieder.",

    confirm_title: "Anmeldung bestätigen",
    confirm: "Jemand, hoffentlich Sie, hat für {address} bestellt:",
    confirm_button: "Ja, ich möchte das bekommen",
    confirm_not: "Waren Sie das nicht, dann schließen Sie diese Seite: Es kommt keine Mail.",
    confirmed_title: "Sie sind angemeldet",
    confirmed: "Von nun an bekommen Sie {lists}.",
    nothing_title: "Hier ist nichts zu bestätigen",
    nothing: "Dieser Link wurde schon benutzt, oder er ist älter als {days} Tage.",

    leave_title: "{list} abbestellen?",
    leave: "Danach bekommt {address} keine Mail mehr von {list}.",
    leave_button: "{list} abbestellen",
    left_title: "{list} ist abbestellt",
    left: "{address} bekommt nichts mehr von {list}. Eine Mail, die gerade jetzt unterwegs ist, \
           kann noch ankommen.",
    undo: "Das war ein Versehen: rückgängig machen",
    back_title: "Sie bekommen {list} wieder",
    back: "{address} ist für {list} angemeldet wie zuvor.",
    off_title: "Sie bekommen {list} nicht",
    off: "{address} bekommt nichts von {list}.",

    to_preferences: "Ändern, was Sie bekommen",
    preferences_title: "Was Sie bekommen",
    preferences: "{address} bekommt das Folgende. Jede Änderung gilt sofort.",
    preferences_none: "Nichts: Sie sind nirgends angemeldet.",
    since: "seit {date}",
    leave_all: "Alles abbestellen",
    left_all: "Alles ist abbestellt. Eine Mail, die gerade jetzt unterwegs ist, kann noch \
               ankommen.",
    about: "Über Sie",
    name: "Ihr Name",
    yes: "Ja",
    no: "Nein",
    not_said: "Keine Angabe",
    save: "Speichern",
    saved: "Gespeichert.",
    not_saved: "Noch ist nichts gespeichert: Bitte sehen Sie an, was markiert ist.",
    bad_text: "Das ist zu lang.",
    bad_number: "Das sollte eine Zahl sein, zum Beispiel 42.",
    bad_date: "Das sollte ein Tag sein, zum Beispiel 2024-05-06.",

    unknown_title: "Dieser Link führt nirgendwohin",
    unknown: "Er gehört niemandem, oder ein Teil davon ging verloren. Kopieren Sie ihn ganz aus \
              der Mail; zum Abmelden können Sie auch an {address} schreiben.",
    unavailable_title: "Im Augenblick nicht",
    unavailable: "Bei uns geht etwas nicht, und nichts wurde geändert. Bitte versuchen Sie es in \
                  einer Minute wieder.",

    mail_confirm_subject: "Bitte bestätigen: {lists}",
    mail_confirm: "Jemand, hoffentlich Sie, hat für diese Adresse bestellt:",
    mail_confirm_else: "Der Link gilt {days} Tage. Waren Sie das nicht, dann tun Sie nichts: Es \
                        kommt keine weitere Mail dazu.",
    mail_welcome_subject: "Willkommen bei {name}",
    mail_welcome: "Sie haben es bestätigt und bekommen von nun an:",
    mail_already_subject: "{name} bekommen Sie schon",
    mail_already: "Jemand, hoffentlich Sie, hat für diese Adresse das Folgende bestellt. Sie \
                   bekommt es schon; es ist nichts zu tun.",
};
