//! English.

use super::Words;

pub(super) static WORDS: Words = Words {
    subscribe_title: "Subscribe to {name}",
    address: "Your e-mail address",
    lists: "What would you like to get?",
    consent: "I would like to get {list} from {name} by e-mail. I can leave at any time, by a \
              link in every mail.",
    consent_chosen: "I would like to get what I have chosen from {name} by e-mail. I can leave at \
                     any time, by a link in every mail.",
    subscribe: "Subscribe",
    bad_address: "We cannot write to this address. It should look like reader@example.org.",
    no_list: "Please choose at least one.",
    trap: "Leave this empty",
    asked_title: "One more step",
    asked: "A mail is on its way to the address that you gave. Follow the link in it within \
            {days} days, and you are subscribed.",
    asked_nothing: "Nothing comes? Look among spam, or check the address and try again.",
    too_many_title: "That was a lot",
    too_many: "Too many requests came from your connection. Please try again in an hour.",

    confirm_title: "Confirm your subscription",
    confirm: "Somebody, hopefully you, asked that {address} gets:",
    confirm_button: "Yes, subscribe me",
    confirm_not: "If that was not you, close this page: nothing will be sent.",
    confirmed_title: "You are subscribed",
    confirmed: "From now on you get {lists}.",
    nothing_title: "There is nothing to confirm",
    nothing: "This link was used already, or it is older than {days} days.",

    leave_title: "Leave {list}?",
    leave: "If you leave, {address} gets no more mail from {list}.",
    leave_button: "Leave {list}",
    left_title: "You have left {list}",
    left: "{address} gets nothing more from {list}. A mail that is on its way this very moment \
           may still arrive.",
    undo: "That was a mistake: undo it",
    back_title: "You get {list} again",
    back: "{address} is on {list} as before.",
    off_title: "You are not on {list}",
    off: "{address} gets nothing from {list}.",

    to_preferences: "Change what you get",
    preferences_title: "What you get",
    preferences: "{address} gets the following. Everything you change holds at once.",
    preferences_none: "Nothing: you are on no list.",
    since: "since {date}",
    leave_all: "Leave all of them",
    left_all: "You have left all lists. A mail that is on its way this very moment may still \
               arrive.",
    about: "About you",
    name: "Your name",
    yes: "Yes",
    no: "No",
    not_said: "I would rather not say",
    save: "Save",
    saved: "Saved.",
    not_saved: "Nothing was saved yet: please look at what is marked.",
    bad_text: "This is too long.",
    bad_number: "This should be a number, such as 42.",
    bad_date: "This should be a day, such as 2024-05-06.",

    unknown_title: "This link leads nowhere",
    unknown: "It belongs to nobody, or a part of it got lost. Copy all of it from the mail; if \
              you want to leave, you can also write to {address}.",
    unavailable_title: "Not at the moment",
    unavailable: "Something of ours does not work, and nothing was changed. Please try again in \
                  a minute.",

    mail_confirm_subject: "Please confirm: {lists}",
    mail_confirm: "Somebody, hopefully you, asked that this address gets:",
    mail_confirm_else: "The link works for {days} days. If it was not you, do nothing: you get \
                        no more mail about it.",
    mail_welcome_subject: "Welcome to {name}",
    mail_welcome: "You have confirmed it, and from now on you get:",
    mail_already_subject: "You are subscribed to {name} already",
    mail_already: "Somebody, hopefully you, asked that this address gets the following. It does \
                   already, so there is nothing to do.",
};
