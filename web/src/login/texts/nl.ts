/** Nederlands. */

import type { LoginTexts } from ".";

export const nl: LoginTexts = {
  someone: "Uw organisatie",
  cancel: "Inloggen annuleren",
  back: "Terug naar {application}",
  about:
    "Een programma vergelijkt uw gezicht met wat {organisation} van u bewaart. De video wordt niet bewaard; enkele losse beelden en verzegelde getallen wel.",
  contact: "Vragen over uw gegevens: {contact}",
  privacy: "Privacyverklaring van {organisation}",
  camera: {
    title: "Even in de camera kijken",
    lead: "{application} wil zeker weten dat u het bent. Het duurt ongeveer tien seconden: volg één aanwijzing op het scherm.",
    turnOn: "Camera aanzetten",
    coloursWarning:
      "Zet dit uit als u gevoelig bent voor flitsend of veranderend licht: u wordt dan gevraagd uw hoofd twee keer te bewegen.",
    colours:
      "Het scherm kan in zes seconden zeven keer van kleur veranderen, om te tonen dat er een levend gezicht voor zit.",
  },
  live: {
    cancel: "Stoppen",
  },
  waitingTitle: "Het wordt aan iemand gevraagd",
  waitingLead:
    "Wij konden het zelf niet met zekerheid zeggen. Iemand bij {organisation} kijkt er nu naar. Laat deze pagina open.",
  waitingUntil: "Dat kan tot {time}.",
  grantedTitle: "Dank u, dat was alles",
  grantedLead: "U gaat terug naar {application}.",
  deniedTitle: "Wij konden niet bevestigen dat u het bent",
  deniedLead:
    "{application} krijgt te horen dat het inloggen niet is gelukt. Denkt u dat dit een vergissing is, vraag het dan aan {organisation}.",
  interruptedTitle: "Het inloggen is onderbroken",
  interruptedLead:
    "De dienst is opnieuw gestart terwijl u inlogde. Ga terug naar {application} en log opnieuw in.",
  problem: {
    none: {
      title: "Hier wordt niet ingelogd",
      lead: "Ga terug naar de toepassing waar u wilt inloggen en begin daar opnieuw.",
    },
    late: {
      title: "Dat duurde te lang",
      lead: "Voor de veiligheid eindigt inloggen na tien minuten. Begin opnieuw vanuit de toepassing.",
    },
    many: {
      title: "Wacht tien minuten",
      lead: "Er is te vaak geprobeerd in te loggen. Na tien minuten kunt u opnieuw beginnen vanuit de toepassing.",
    },
    replaced: {
      title: "Het inloggen gaat verder in een ander tabblad",
      lead: "Het is een tweede keer geopend. Ga daar verder, of probeer het hier opnieuw.",
    },
  },
};
