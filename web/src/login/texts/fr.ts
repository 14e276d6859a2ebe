/** Français. */

import type { LoginTexts } from ".";

export const fr: LoginTexts = {
  someone: "Votre organisation",
  cancel: "Annuler la connexion",
  back: "Revenir à {application}",
  about:
    "Un programme compare votre visage avec ce que {organisation} conserve de vous. La vidéo n'est pas conservée ; quelques images isolées et des nombres scellés le sont.",
  contact: "Questions sur vos données : {contact}",
  privacy: "Politique de confidentialité de {organisation}",
  camera: {
    title: "Un regard vers la caméra",
    lead: "{application} souhaite être sûr que c'est bien vous. Cela prend une dizaine de secondes : suivez une consigne à l'écran.",
    turnOn: "Activer la caméra",
    coloursWarning:
      "Désactivez cette option si vous êtes sensible à la lumière clignotante ou changeante : il vous sera alors demandé de bouger la tête deux fois.",
    colours:
      "L'écran peut changer de couleur sept fois en six secondes, pour montrer qu'un visage vivant se trouve devant lui.",
  },
  live: {
    cancel: "Arrêter",
  },
  waitingTitle: "Nous demandons à quelqu'un",
  waitingLead:
    "Nous n'avons pas pu en être certains nous-mêmes. Une personne de {organisation} regarde en ce moment. Laissez cette page ouverte.",
  waitingUntil: "Elle a jusqu'à {time}.",
  grantedTitle: "Merci, c'est tout",
  grantedLead: "Vous revenez à {application}.",
  deniedTitle: "Nous n'avons pas pu confirmer que c'est vous",
  deniedLead:
    "{application} est informé que la connexion n'a pas abouti. Si vous pensez qu'il s'agit d'une erreur, adressez-vous à {organisation}.",
  interruptedTitle: "La connexion a été interrompue",
  interruptedLead:
    "Le service a été redémarré pendant votre connexion. Retournez à {application} et connectez-vous de nouveau.",
  problem: {
    none: {
      title: "Il n'y a pas de connexion ici",
      lead: "Retournez à l'application à laquelle vous voulez vous connecter et recommencez depuis celle-ci.",
    },
    late: {
      title: "Cela a pris trop de temps",
      lead: "Par sécurité, une connexion prend fin après dix minutes. Recommencez depuis l'application.",
    },
    many: {
      title: "Veuillez attendre dix minutes",
      lead: "Il y a eu trop de tentatives de connexion. Dans dix minutes, vous pourrez recommencer depuis l'application.",
    },
    replaced: {
      title: "La connexion continue dans un autre onglet",
      lead: "Elle a été ouverte une deuxième fois. Continuez là-bas, ou réessayez ici.",
    },
  },
};
