//! Spanish.

use super::Words;

pub(super) static WORDS: Words = Words {
    subscribe_title: "Suscribirse a {name}",
    address: "Su dirección de correo",
    lists: "¿Qué desea recibir?",
    consent: "Deseo recibir {list} de {name} por correo electrónico. Puedo darme de baja en \
              cualquier momento, con un enlace en cada mensaje.",
    consent_chosen: "Deseo recibir de {name} lo que he elegido por correo electrónico. Puedo \
                     darme de baja en cualquier momento, con un enlace en cada mensaje.",
    subscribe: "Suscribirse",
    bad_address: "No podemos escribir a esta dirección. Debería ser como lectora@example.org.",
    no_list: "Elija al menos una, por favor.",
    trap: "Deje esto vacío",
    asked_title: "Falta un paso",
    asked: "Un mensaje va en camino a la dirección indicada. Siga el enlace que contiene en un \
            plazo de {days} días y quedará suscrito.",
    asked_nothing: "¿No llega nada? Mire en el correo no deseado, o compruebe la dirección y \
                    vuelva a intentarlo.",
    too_many_title: "Fue demasiado",
    too_many: "Llegaron demasiadas peticiones desde su conexión. Vuelva a intentarlo en una \
               hora.",

    confirm_title: "Confirme su suscripción",
    confirm: "Alguien, esperamos que usted, pidió que {address} reciba:",
    confirm_button: "Sí, suscríbanme",
    confirm_not: "Si no fue usted, cierre esta página: no se enviará nada.",
    confirmed_title: "Ya está suscrito",
    confirmed: "A partir de ahora recibe {lists}.",
    nothing_title: "No hay nada que confirmar",
    nothing: "Este enlace ya se usó, o tiene más de {days} días.",

    leave_title: "¿Dejar {list}?",
    leave: "Después, {address} no recibirá más correo de {list}.",
    leave_button: "Dejar {list}",
    left_title: "Ha dejado {list}",
    left: "{address} no recibe nada más de {list}. Un mensaje que ya esté en camino todavía \
           puede llegar.",
    undo: "Fue un error: deshacer",
    back_title: "Recibe {list} de nuevo",
    back: "{address} está en {list} como antes.",
    off_title: "No recibe {list}",
    off: "{address} no recibe nada de {list}.",

    to_preferences: "Cambiar lo que recibe",
    preferences_title: "Lo que recibe",
    preferences: "{address} recibe lo siguiente. Todo cambio vale al instante.",
    preferences_none: "Nada: no está en ninguna lista.",
    since: "desde el {date}",
    leave_all: "Dejarlas todas",
    left_all: "Ha dejado todas las listas. Un mensaje que ya esté en camino todavía puede \
               llegar.",
    about: "Sobre usted",
    name: "Su nombre",
    yes: "Sí",
    no: "No",
    not_said: "Prefiero no decirlo",
    save: "Guardar",
    saved: "Guardado.",
    not_saved: "Aún no se ha guardado nada: mire lo que está marcado, por favor.",
    bad_text: "Es demasiado largo.",
    bad_number: "Debería ser un número, como 42.",
    bad_date: "Debería ser un día, como 2024-05-06.",

    unknown_title: "Este enlace no lleva a ninguna parte",
    unknown: "No es de nadie, o se perdió una parte. Cópielo entero del mensaje; para darse de \
              baja también puede escribir a {address}.",
    unavailable_title: "Ahora mismo no",
    unavailable: "Algo nuestro no funciona y no se ha cambiado nada. Vuelva a intentarlo en un \
                  minuto.",

    mail_confirm_subject: "Confirme, por favor: {lists}",
    mail_confirm: "Alguien, esperamos que usted, pidió que esta dirección reciba:",
    mail_confirm_else: "El enlace vale {days} días. Si no fue usted, no haga nada: no recibirá \
                        más correo sobre esto.",
    mail_welcome_subject: "Bienvenido a {name}",
    mail_welcome: "Lo ha confirmado, y a partir de ahora recibe:",
    mail_already_subject: "Ya está suscrito a {name}",
    mail_already: "Alguien, esperamos que usted, pidió que esta dirección reciba lo siguiente. \
                   Ya lo recibe; no hay nada que hacer.",
};
