/** Deutsch. */

import type { LoginTexts } from ".";

export const de: LoginTexts = {
  someone: "Ihre Organisation",
  cancel: "Anmeldung abbrechen",
  back: "Zurück zu {application}",
  about:
    "Ein Programm vergleicht Ihr Gesicht mit dem, was {organisation} von Ihnen gespeichert hat. Das Video wird nicht aufbewahrt; einige Einzelbilder und versiegelte Zahlen schon.",
  contact: "Fragen zu Ihren Daten: {contact}",
  privacy: "Datenschutzhinweise von {organisation}",
  camera: {
    title: "Ein Blick in die Kamera",
    lead: "{application} möchte sicher sein, dass Sie es sind. Es dauert etwa zehn Sekunden: Folgen Sie einer Anweisung auf dem Bildschirm.",
    turnOn: "Kamera einschalten",
    coloursWarning:
      "Schalten Sie dies aus, wenn Sie empfindlich auf blitzendes oder wechselndes Licht reagieren: Sie werden dann gebeten, den Kopf zweimal zu bewegen.",
    colours:
      "Der Bildschirm wechselt vielleicht siebenmal innerhalb von sechs Sekunden die Farbe, um zu zeigen, dass ein lebendes Gesicht davor ist.",
  },
  live: {
    cancel: "Anhalten",
  },
  waitingTitle: "Jemand wird gefragt",
  waitingLead:
    "Wir konnten es selbst nicht sicher sagen. Jemand bei {organisation} sieht es sich gerade an. Bitte lassen Sie diese Seite offen.",
  waitingUntil: "Dafür ist Zeit bis {time}.",
  grantedTitle: "Vielen Dank, das war alles",
  grantedLead: "Sie kehren zu {application} zurück.",
  deniedTitle: "Wir konnten nicht bestätigen, dass Sie es sind",
  deniedLead:
    "{application} erfährt, dass die Anmeldung nicht gelungen ist. Wenn Sie das für einen Irrtum halten, fragen Sie {organisation}.",
  interruptedTitle: "Die Anmeldung wurde unterbrochen",
  interruptedLead:
    "Der Dienst wurde während Ihrer Anmeldung neu gestartet. Kehren Sie zu {application} zurück, und melden Sie sich noch einmal an.",
  problem: {
    none: {
      title: "Hier gibt es keine Anmeldung",
      lead: "Gehen Sie zurück zu der Anwendung, bei der Sie sich anmelden möchten, und beginnen Sie dort von vorn.",
    },
    late: {
      title: "Das hat zu lange gedauert",
      lead: "Zur Sicherheit endet eine Anmeldung nach zehn Minuten. Beginnen Sie in der Anwendung von vorn.",
    },
    many: {
      title: "Bitte warten Sie zehn Minuten",
      lead: "Es wurde zu oft versucht, sich anzumelden. Nach zehn Minuten können Sie in der Anwendung von vorn beginnen.",
    },
    replaced: {
      title: "Die Anmeldung läuft in einem anderen Tab weiter",
      lead: "Sie wurde ein zweites Mal geöffnet. Machen Sie dort weiter, oder versuchen Sie es hier noch einmal.",
    },
  },
};
