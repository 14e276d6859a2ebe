/** Français : la vérification d'identité de la candidate ou du candidat. */

import type { Texts } from "./index";

export const fr: Texts = {
  language: "Langue",
  wait: "Un instant",
  back: "Retour",
  tryAgain: "Réessayer",
  step: "Étape {number} sur {of}",
  someone: "L'organisation qui vous invite",

  welcome: {
    title: "Vérifions que c'est bien vous",
    lead: "{organisation} vous demande une courte vérification d'identité. Elle dure environ deux minutes.",
    leadShort:
      "{organisation} vous demande une courte vérification d'identité. Elle dure environ une minute.",
    needs: "Ce qu'il vous faut",
    document: "Votre passeport, carte d'identité ou permis de conduire",
    camera: "La caméra de ce téléphone ou de cet ordinateur",
    light: "Un endroit clair où personne d'autre n'est à l'image",
    begin: "Commencer",
  },

  consent: {
    title: "Vos données, votre choix",
    lead: "Veuillez lire ceci avant de décider.",
    whatTitle: "Ce qui est recueilli",
    whatDocument:
      "Une image de votre pièce d'identité et une courte vidéo de votre visage pendant que vous suivez quelques consignes.",
    whatFace: "Une courte vidéo de votre visage pendant que vous suivez quelques consignes.",
    measured:
      "Un programme mesure votre visage (données biométriques), le compare à la photo de votre pièce d'identité et cherche les signes d'une image rejouée ou modifiée. Votre navigateur indique aussi le nom et les réglages de votre caméra ainsi que votre fuseau horaire.",
    measuredFace:
      "Un programme mesure votre visage (données biométriques), le compare à ce que {organisation} possède déjà de vous et cherche les signes d'une image rejouée ou modifiée. Votre navigateur indique aussi le nom et les réglages de votre caméra ainsi que votre fuseau horaire.",
    whyTitle: "Pourquoi",
    why: "Pour s'assurer que vous êtes la personne figurant sur le document, et que c'est bien vous qui commencerez le travail, et personne d'autre à votre place.",
    longTitle: "Combien de temps",
    longVideo: "La vidéo elle-même n'est pas conservée.",
    longSessions:
      "Quelques images isolées, des mesures scellées de la vérification et son résultat sont conservés {days} jours.",
    longSessionsOpen:
      "Quelques images isolées, des mesures scellées de la vérification et son résultat sont conservés tant que {organisation} a votre dossier.",
    longReferences: "Les nombres scellés qui décrivent votre visage sont conservés {days} jours.",
    longReferencesOpen:
      "Les nombres scellés qui décrivent votre visage sont conservés tant que {organisation} a votre dossier.",
    longErase: "Vous pouvez demander à tout moment que tout soit effacé.",
    whoTitle: "Par qui",
    who: "C'est {organisation} qui effectue cette vérification et qui est responsable de vos données. En cas de doute, c'est une personne qui décide, pas le programme.",
    contact: "Questions sur vos données : {contact}",
    privacy: "Politique de confidentialité de {organisation}",
    choiceTitle: "Vous pouvez refuser",
    choice:
      "Vous n'avez pas à le faire. {organisation} vérifiera alors votre identité autrement. Vous pourrez aussi retirer votre consentement plus tard.",
    version: "Version de ce texte : {version}",
    agree: "J'accepte",
    refuse: "Je ne le souhaite pas",
  },

  refuse: {
    title: "Arrêter la vérification ici ?",
    lead: "Rien n'a été recueilli. Ensuite, le lien ne fonctionnera plus, et {organisation} saura que vous préférez un autre moyen.",
    confirm: "Oui, arrêter ici",
    back: "Non, revenir",
    working: "Arrêt de la vérification",
  },

  refused: {
    title: "Vous avez refusé",
    lead: "C'est tout à fait possible. Rien n'a été recueilli. {organisation} le sait et trouvera un autre moyen avec vous.",
    close: "Vous pouvez fermer cette page.",
  },

  document: {
    title: "Montrez votre pièce d'identité",
    lead: "Le mieux est un passeport, ouvert à la page de votre photo. Une carte d'identité ou un permis de conduire convient aussi.",
    tipEdges: "Tout le document à l'image, avec tous ses bords",
    tipGlare: "Pas de reflets ni de doigt sur le texte",
    tipSharp: "Tenez-le immobile jusqu'à ce que l'image soit nette",
    photograph: "Prendre une photo",
    upload: "Choisir une image",
    opening: "Ouverture de la caméra",
    frame: "Placez le document dans le cadre",
    capture: "Prendre la photo",
    retake: "En prendre une autre",
    use: "Utiliser cette image",
    reviewTitle: "Pouvez-vous tout lire ?",
    reviewLead: "Les lettres doivent être nettes et rien ne doit être coupé.",
    pictureAlt: "L'image que vous avez prise de votre document",
    chosenAlt: "L'image que vous avez choisie",
    working: "Lecture de votre document",
    workingHint: "Cela prend quelques secondes.",
    arrived: "Votre document est arrivé.",
    backTitle: "Maintenant le verso de votre carte",
    backLead:
      "Le recto est arrivé. Montrez l'autre côté, avec ses lignes de lettres et de chevrons (<<<) ou son code-barres. S'il s'agit d'un passeport, montrez toute la page avec votre photo et les lignes en dessous.",
    backNone: "Le verso n'a ni l'un ni l'autre",
    frontTitle: "Maintenant le recto de votre carte",
    frontLead: "Le verso est arrivé. Montrez le côté avec votre photo.",
    hint: {
      ok: "Bien. Prenez la photo maintenant",
      dark: "Plus de lumière, s'il vous plaît",
      glare: "Inclinez-le un peu : il y a un reflet",
      blurred: "Tenez-le immobile",
      small: "Rapprochez le document",
      edges: "Placez tout le document dans le cadre",
    },
  },

  documentProblem: {
    title: "Cela n'a pas encore marché",
    left: "Vous pouvez encore essayer {count} fois.",
    leftOne: "Vous pouvez encore essayer une fois.",
    no_zone:
      "Nous n'avons pas trouvé les lignes de lettres et de chevrons (<<<) que portent la plupart des documents. Montrez toute la page, avec ces lignes.",
    no_back:
      "Nous n'avons trouvé de ce côté ni lignes de lettres et de chevrons (<<<) ni code-barres. Montrez le verso de la carte, en entier et de près.",
    zone_not_legible:
      "Les lignes de lettres et de chevrons (<<<) n'étaient pas lisibles. Réessayez avec plus de lumière et sans reflets.",
    wrong_check_digits:
      "Toutes les lettres n'ont pas pu être lues avec certitude. Tenez le document immobile et évitez les reflets.",
    names_unclear: "Votre nom n'était pas lisible. Rapprochez-vous et tenez le document immobile.",
    expired: "Ce document a expiré. Utilisez-en un qui est encore valable.",
    no_face:
      "Nous n'avons pas trouvé votre photo sur le document. Montrez la page avec votre photo.",
    several_faces: "Il y a plus d'un visage à l'image. Montrez seulement votre document.",
    face_too_small: "Votre photo sur le document est trop petite à l'image. Rapprochez-vous.",
    portrait_quality:
      "Votre photo sur le document n'est pas assez nette. Évitez les reflets et mettez plus de lumière.",
    too_small:
      "L'image est trop petite pour être lue. Rapprochez-vous ou choisissez une image plus grande.",
    not_a_picture:
      "Ce fichier n'est pas une image que nous pouvons ouvrir. Prenez une photo ou choisissez un fichier JPEG ou PNG.",
    picture_too_large: "Ce fichier est trop gros. Prenez plutôt une photo avec la caméra.",
    picture_damaged: "Ce fichier est endommagé. Choisissez une autre image ou prenez une photo.",
    other: "Nous n'avons pas pu utiliser cette image. Prenez-en une autre.",
  },

  camera: {
    title: "Maintenant, une courte vidéo de votre visage",
    lead: "Nous vous demanderons deux fois de bouger la tête. Suivez simplement les mots à l'écran.",
    tipLight: "De la lumière devant vous, pas derrière",
    tipFace: "Rien devant le visage : ni casquette, ni masque, ni lunettes de soleil",
    tipAlone: "Personne d'autre à l'image",
    colours:
      "Pendant douze secondes environ, l'écran change de couleur une fois par seconde, pour montrer qu'un visage vivant se trouve devant.",
    coloursSwitch: "Avec lumière colorée",
    coloursWarning:
      "Désactivez-la si vous êtes sensible aux lumières clignotantes ou changeantes. Une personne regardera alors aussi votre vérification.",
    coloursReduced: "Elle est désactivée parce que votre appareil demande moins de mouvement.",
    turnOn: "Activer la caméra",
    opening: "En attente de la caméra",
    openingHint: "Autorisez la caméra quand votre navigateur le demande.",
    previewTitle: "Regardez la caméra",
    previewLead: "Placez votre visage dans l'ovale, la caméra à hauteur des yeux.",
    choose: "Caméra",
    start: "C'est bon pour moi",
    starting: "C'est parti",
    preview: "L'image de votre caméra, comme dans un miroir",
  },

  cameraFault: {
    denied:
      "La caméra n'a pas été autorisée. Autorisez-la pour cette page dans les réglages de votre navigateur, puis réessayez.",
    missing:
      "Aucune caméra n'a été trouvée. Branchez-en une ou ouvrez le lien de votre e-mail sur votre téléphone.",
    inUse: "Un autre programme utilise la caméra. Fermez-le, puis réessayez.",
    insecure: "Cette page ne peut pas utiliser la caméra, car la connexion n'est pas sécurisée.",
    failed: "La caméra n'a pas pu être activée. Réessayez ou utilisez un autre appareil.",
    lost: "La caméra a été débranchée. Rebranchez-la, puis réessayez.",
  },

  live: {
    title: "Suivez les consignes",
    connecting: "Connexion",
    connectingHint: "Continuez à regarder la caméra.",
    again: "La connexion a été perdue. Reconnexion",
    running: "Une vidéo est encore en cours",
    runningLead:
      "Elle a commencé avant le chargement de cette page. Vous pouvez l'arrêter et recommencer.",
    end: "L'arrêter et recommencer",
    look: "Regardez droit vers la caméra",
    turn_left: "Tournez la tête vers votre gauche",
    turn_right: "Tournez la tête vers votre droite",
    look_up: "Regardez vers le haut",
    come_closer: "Rapprochez-vous de la caméra",
    holdIt: "et restez ainsi un instant",
    seen: "Très bien",
    missed: "Pas vu. Encore une fois, s'il vous plaît",
    movement: "Mouvement {number} sur {of}",
    colours: "Continuez à regarder droit devant vous",
    coloursStop: "Arrêter les couleurs",
    sending: "Presque fini. Continuez à regarder la caméra",
    cancel: "Arrêter la vérification",
  },

  faceHint: {
    no_face: "Placez votre visage dans l'ovale",
    closer: "Rapprochez-vous un peu",
    further: "Reculez un peu",
    centre: "Placez-vous au milieu de l'ovale",
    light: "Placez-vous face à la lumière",
    sharper: "Restez immobile pour que l'image soit nette",
    straight: "Regardez droit vers la caméra",
    one_person: "Personne d'autre ne doit être à l'image",
  },

  end: {
    doneTitle: "C'est fini. Merci",
    doneLead: "{organisation} a reçu votre vérification. Vous n'avez plus rien à faire.",
    humanTitle: "Merci. Une personne va regarder",
    humanLead:
      "Cela n'a rien d'inhabituel. Quelqu'un chez {organisation} regarde votre vérification et vous contactera. Vous n'avez plus rien à faire.",
    againTitle: "Essayons encore une fois",
    againLeft: "Vous pouvez encore essayer {count} fois.",
    againLeftOne: "Vous pouvez encore essayer une fois.",
    close: "Vous pouvez fermer cette page.",
    again: {
      no_video: "Aucune vidéo ne nous est parvenue. Vérifiez votre connexion et réessayez.",
      camera_lost: "La vidéo s'est interrompue. Laissez cette page ouverte jusqu'à la fin.",
      no_face:
        "Nous n'avons pas pu voir votre visage. Placez-vous de façon que la lumière l'éclaire de face.",
      face_unclear:
        "Nous n'avons pas vu votre visage assez nettement. Placez-vous de façon que la lumière l'éclaire de face, et rapprochez-vous un peu.",
      several_people:
        "Une autre personne était à l'image. Veillez à ce qu'il n'y ait personne d'autre.",
      movement_missed:
        "Nous n'avons pas vu l'un des mouvements. Prenez votre temps, bougez un peu plus et restez ainsi une seconde.",
      colours_unclear:
        "Nous n'avons pas pu voir la lumière colorée sur votre visage. Augmentez la luminosité de l'écran, assombrissez la pièce et rapprochez-vous.",
      stopped: "Vous avez arrêté la vidéo. Recommencez quand vous voudrez.",
      interrupted: "Nous avons dû interrompre la vidéo. Ce n'était pas de votre fait.",
      other: "La vidéo n'était pas assez bonne pour donner un résultat.",
    },
  },

  move: {
    offer: "Continuer sur votre téléphone",
    title: "Continuez sur votre téléphone",
    lead: "Dirigez l'appareil photo de votre téléphone vers ce carré et ouvrez le lien qui s'affiche.",
    code: "Un carré contenant un lien pour votre téléphone",
    after: "La vérification continue là-bas. Cette page est terminée : vous pouvez la fermer.",
    working: "Création d'un lien pour votre téléphone",
  },

  problem: {
    invalidTitle: "Ce lien ne fonctionne pas",
    invalid:
      "Ouvrez de nouveau le lien de votre e-mail et vérifiez qu'il est complet. S'il ne fonctionne toujours pas, demandez-en un nouveau à la personne qui l'a envoyé.",
    noLinkTitle: "Ouvrez votre lien personnel",
    noLink:
      "Cette page s'ouvre avec le lien personnel de votre e-mail. Ouvrez-la à partir de celui-ci.",
    expiredTitle: "Ce lien a expiré",
    expired: "Demandez-en un nouveau à la personne qui l'a envoyé. Vous n'avez rien fait de mal.",
    usedTitle: "Cette vérification est terminée",
    used: "Ce lien a déjà été utilisé. Vous n'avez plus rien à faire. Si vous pensez qu'il s'agit d'une erreur, demandez à la personne qui l'a envoyé.",
    inUseTitle: "Cette vérification est ouverte ailleurs",
    inUse:
      "Le lien a été ouvert dans un autre navigateur ou sur un autre appareil. Continuez là-bas. Si ce n'était pas vous, prévenez la personne qui l'a envoyé.",
    revokedTitle: "Ce lien a été retiré",
    revoked: "Demandez-en un nouveau à la personne qui l'a envoyé.",
    busyTitle: "Patientez un instant",
    busy: "Il y a trop de demandes en ce moment. Attendez une minute, puis réessayez.",
    offlineTitle: "Pas de connexion",
    offline: "Le service ne répond pas. Vérifiez votre connexion, puis réessayez.",
    otherTitle: "Un problème est survenu",
    other: "Ce n'est pas de votre fait. Réessayez dans un instant.",
    code: "Code : {code}",
  },
};
