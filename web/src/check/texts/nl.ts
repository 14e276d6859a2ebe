/** Nederlands: de identiteitscontrole van de kandidaat. */

import type { Texts } from "./index";

export const nl: Texts = {
  language: "Taal",
  wait: "Een ogenblik",
  back: "Terug",
  tryAgain: "Opnieuw proberen",
  step: "Stap {number} van {of}",
  someone: "De organisatie die u heeft uitgenodigd",

  welcome: {
    title: "Even controleren dat u het bent",
    lead: "{organisation} vraagt u om een korte identiteitscontrole. Die duurt ongeveer twee minuten.",
    leadShort:
      "{organisation} vraagt u om een korte identiteitscontrole. Die duurt ongeveer een minuut.",
    needs: "Wat u nodig heeft",
    document: "Uw paspoort, identiteitskaart of rijbewijs",
    camera: "De camera van deze telefoon of computer",
    light: "Een lichte plek waar u alleen in beeld bent",
    begin: "Beginnen",
  },

  consent: {
    title: "Uw gegevens, uw keuze",
    lead: "Lees dit voordat u beslist.",
    whatTitle: "Wat we opnemen",
    whatDocument:
      "Een foto van uw identiteitsbewijs en een korte video van uw gezicht terwijl u enkele aanwijzingen volgt.",
    whatFace: "Een korte video van uw gezicht terwijl u enkele aanwijzingen volgt.",
    measured:
      "Een programma meet uw gezicht (biometrische gegevens), vergelijkt het met de foto op uw identiteitsbewijs en zoekt naar tekenen van een afgespeeld of bewerkt beeld. Uw browser geeft ook de naam en instellingen van uw camera en uw tijdzone door.",
    measuredFace:
      "Een programma meet uw gezicht (biometrische gegevens), vergelijkt het met wat {organisation} al van u heeft en zoekt naar tekenen van een afgespeeld of bewerkt beeld. Uw browser geeft ook de naam en instellingen van uw camera en uw tijdzone door.",
    whyTitle: "Waarom",
    why: "Om er zeker van te zijn dat u de persoon op het document bent, en dat u het later ook zelf bent die aan het werk gaat en niet iemand anders onder uw naam.",
    longTitle: "Hoe lang",
    longVideo: "De video zelf wordt niet bewaard.",
    longSessions:
      "Enkele losse beelden, verzegelde meetwaarden van de controle en het resultaat worden {days} dagen bewaard.",
    longSessionsOpen:
      "Enkele losse beelden, verzegelde meetwaarden van de controle en het resultaat worden bewaard zolang u bij {organisation} geregistreerd staat.",
    longReferences:
      "De verzegelde getallen die uw gezicht beschrijven, worden {days} dagen bewaard.",
    longReferencesOpen:
      "De verzegelde getallen die uw gezicht beschrijven, worden bewaard zolang u bij {organisation} geregistreerd staat.",
    longErase: "U kunt op elk moment vragen om alles te wissen.",
    whoTitle: "Door wie",
    who: "{organisation} voert deze controle zelf uit en is verantwoordelijk voor uw gegevens. Bij twijfel beslist een mens, niet het programma.",
    contact: "Vragen over uw gegevens: {contact}",
    privacy: "Privacyverklaring van {organisation}",
    choiceTitle: "U mag nee zeggen",
    choice:
      "U hoeft dit niet te doen. {organisation} controleert uw identiteit dan op een andere manier. U kunt uw toestemming later ook intrekken.",
    version: "Versie van deze tekst: {version}",
    agree: "Ik ga akkoord",
    refuse: "Ik wil dit niet",
  },

  refuse: {
    title: "Wilt u de controle hier beëindigen?",
    lead: "Er is niets van u opgenomen. De link werkt daarna niet meer, en {organisation} krijgt te horen dat u liever een andere manier wilt.",
    confirm: "Ja, hier beëindigen",
    back: "Nee, terug",
    working: "De controle wordt beëindigd",
  },

  refused: {
    title: "U heeft ervan afgezien",
    lead: "Dat is prima. Er is niets van u opgenomen. {organisation} weet het en zoekt met u een andere manier.",
    close: "U kunt deze pagina sluiten.",
  },

  document: {
    title: "Laat uw identiteitsbewijs zien",
    lead: "Een paspoort werkt het best: open het op de pagina met uw foto. Een identiteitskaart of rijbewijs kan ook.",
    tipEdges: "Het hele document in beeld, met alle randen",
    tipGlare: "Geen spiegelingen en geen vinger op de tekst",
    tipSharp: "Houd het stil tot het scherp is",
    photograph: "Een foto maken",
    upload: "Een afbeelding kiezen",
    opening: "De camera wordt geopend",
    frame: "Houd het document in het kader",
    capture: "Foto maken",
    retake: "Een andere maken",
    use: "Deze foto gebruiken",
    reviewTitle: "Kunt u alles lezen?",
    reviewLead: "De letters moeten scherp zijn en er mag niets ontbreken.",
    pictureAlt: "De foto die u van uw document heeft gemaakt",
    chosenAlt: "De afbeelding die u heeft gekozen",
    working: "Uw document wordt gelezen",
    workingHint: "Dit duurt enkele seconden.",
    arrived: "Uw document is aangekomen.",
    backTitle: "Nu de achterkant van uw kaart",
    backLead:
      "De voorkant is aangekomen. Laat de andere kant zien, met de regels met letters en pijltjes (<<<) of met de streepjescode. Is het een paspoort, laat dan de hele pagina met uw foto en de regels eronder zien.",
    backNone: "Op de achterkant staat geen van beide",
    frontTitle: "Nu de voorkant van uw kaart",
    frontLead: "De achterkant is aangekomen. Laat de kant met uw foto zien.",
    hint: {
      ok: "Goed. Maak nu de foto",
      dark: "Meer licht, alstublieft",
      glare: "Kantel het een beetje: er is een spiegeling",
      blurred: "Houd het stil",
      small: "Kom dichterbij met het document",
      edges: "Houd het hele document in het kader",
    },
  },

  documentProblem: {
    title: "Dat is nog niet gelukt",
    left: "U kunt het nog {count} keer proberen.",
    leftOne: "U kunt het nog één keer proberen.",
    no_zone:
      "We konden de regels met letters en pijltjes (<<<), die op de meeste documenten staan, niet vinden. Laat de hele pagina zien, met die regels.",
    no_back:
      "Op deze kant vonden we geen regels met letters en pijltjes (<<<) en geen streepjescode. Laat de achterkant van de kaart zien, helemaal en van dichtbij.",
    zone_not_legible:
      "De regels met letters en pijltjes (<<<) waren niet leesbaar. Probeer het opnieuw met meer licht en zonder spiegelingen.",
    wrong_check_digits:
      "Niet elke letter was met zekerheid leesbaar. Houd het document stil en vermijd spiegelingen.",
    names_unclear: "Uw naam was niet leesbaar. Kom dichterbij en houd het document stil.",
    expired: "Dit document is verlopen. Gebruik een document dat nog geldig is.",
    no_face: "We konden uw foto op het document niet vinden. Laat de pagina met uw foto zien.",
    several_faces: "Er is meer dan één gezicht in beeld. Laat alleen uw document zien.",
    face_too_small: "Uw foto op het document is te klein in beeld. Kom dichterbij.",
    portrait_quality:
      "Uw foto op het document is niet duidelijk genoeg. Vermijd spiegelingen en zorg voor meer licht.",
    too_small: "De foto is te klein om te lezen. Kom dichterbij of kies een grotere afbeelding.",
    not_a_picture:
      "Dit bestand is geen afbeelding die we kunnen openen. Maak een foto of kies een JPEG of PNG.",
    picture_too_large: "Dit bestand is te groot. Maak liever een foto met de camera.",
    picture_damaged: "Dit bestand is beschadigd. Kies een andere afbeelding of maak een foto.",
    other: "We konden deze foto niet gebruiken. Maak een andere.",
  },

  camera: {
    title: "Nu een korte video van uw gezicht",
    lead: "We vragen u twee keer uw hoofd te bewegen. Volg gewoon de woorden op het scherm.",
    tipLight: "Licht van voren, niet van achteren",
    tipFace: "Niets voor uw gezicht: geen pet, geen masker, geen zonnebril",
    tipAlone: "Niemand anders in beeld",
    colours:
      "Ongeveer twaalf seconden lang verandert het scherm eens per seconde van kleur, om te tonen dat er een levend gezicht voor zit.",
    coloursSwitch: "Met gekleurd licht",
    coloursWarning:
      "Zet dit uit als u gevoelig bent voor flitsend of wisselend licht. Dan bekijkt ook een mens uw controle.",
    coloursReduced: "Het staat uit omdat uw apparaat om minder beweging vraagt.",
    turnOn: "Camera aanzetten",
    opening: "Wachten op de camera",
    openingHint: "Sta de camera toe als uw browser erom vraagt.",
    previewTitle: "Kijk in de camera",
    previewLead: "Plaats uw gezicht in het ovaal, met de camera op ooghoogte.",
    choose: "Camera",
    start: "Ik ben klaar",
    starting: "We beginnen",
    preview: "Het beeld van uw camera, als in een spiegel",
  },

  cameraFault: {
    denied:
      "De camera is niet toegestaan. Sta de camera voor deze pagina toe in de instellingen van uw browser en probeer het opnieuw.",
    missing:
      "Er is geen camera gevonden. Sluit er een aan of open de link uit uw e-mail op uw telefoon.",
    inUse: "Een ander programma gebruikt de camera. Sluit het en probeer het opnieuw.",
    insecure: "Deze pagina mag de camera niet gebruiken, omdat de verbinding niet beveiligd is.",
    failed:
      "De camera kon niet worden aangezet. Probeer het opnieuw of gebruik een ander apparaat.",
    lost: "De camera is losgekoppeld. Sluit hem aan en probeer het opnieuw.",
  },

  live: {
    title: "Volg de aanwijzingen",
    connecting: "Verbinding maken",
    connectingHint: "Blijf in de camera kijken.",
    again: "De verbinding is weggevallen. We maken opnieuw verbinding",
    running: "Er loopt nog een video",
    runningLead:
      "Die is begonnen voordat deze pagina werd geladen. U kunt hem beëindigen en opnieuw beginnen.",
    end: "Beëindigen en opnieuw beginnen",
    look: "Kijk recht in de camera",
    turn_left: "Draai uw hoofd naar links",
    turn_right: "Draai uw hoofd naar rechts",
    look_up: "Kijk omhoog",
    come_closer: "Kom dichter bij de camera",
    holdIt: "en houd dat even vast",
    seen: "Goed gedaan",
    missed: "Niet gezien. Nog een keer, alstublieft",
    movement: "Beweging {number} van {of}",
    colours: "Blijf recht vooruit kijken",
    coloursStop: "De kleuren stoppen",
    sending: "Bijna klaar. Blijf in de camera kijken",
    cancel: "De controle stoppen",
  },

  faceHint: {
    no_face: "Plaats uw gezicht in het ovaal",
    closer: "Kom iets dichterbij",
    further: "Ga iets naar achteren",
    centre: "Ga naar het midden van het ovaal",
    light: "Laat licht van voren op uw gezicht vallen",
    sharper: "Houd stil, zodat het beeld scherp is",
    straight: "Kijk recht in de camera",
    one_person: "Alleen u mag in beeld zijn",
  },

  end: {
    doneTitle: "Klaar. Dank u wel",
    doneLead: "{organisation} heeft uw controle. U hoeft niets meer te doen.",
    humanTitle: "Dank u wel. Iemand bekijkt het",
    humanLead:
      "Dat is niets bijzonders. Iemand bij {organisation} bekijkt uw controle en neemt contact met u op. U hoeft niets meer te doen.",
    againTitle: "Laten we het nog een keer proberen",
    againLeft: "U kunt het nog {count} keer proberen.",
    againLeftOne: "U kunt het nog één keer proberen.",
    close: "U kunt deze pagina sluiten.",
    again: {
      no_video: "Er kwam geen video bij ons aan. Controleer uw verbinding en probeer het opnieuw.",
      camera_lost: "De video brak af. Laat deze pagina open tot het einde.",
      no_face: "We konden uw gezicht niet zien. Ga zo zitten dat er licht van voren op valt.",
      face_unclear:
        "We konden uw gezicht niet duidelijk genoeg zien. Ga zo zitten dat er licht van voren op valt en kom iets dichterbij.",
      several_people: "Er was nog iemand in beeld. Zorg dat u alleen bent.",
      movement_missed:
        "We hebben een van de bewegingen niet gezien. Neem de tijd, beweeg iets verder en houd het een seconde vast.",
      colours_unclear:
        "We konden het gekleurde licht op uw gezicht niet zien. Maak uw scherm lichter en de kamer donkerder, en kom dichterbij.",
      stopped: "U heeft de video gestopt. Begin opnieuw wanneer u zover bent.",
      interrupted: "We moesten de video onderbreken. Dat lag niet aan u.",
      other: "De video was niet goed genoeg voor een resultaat.",
    },
  },

  move: {
    offer: "Verdergaan op uw telefoon",
    title: "Ga verder op uw telefoon",
    lead: "Richt de camera van uw telefoon op dit vierkant en open de link die verschijnt.",
    code: "Een vierkant met een link voor uw telefoon",
    after: "De controle gaat daar verder. Deze pagina is afgelopen: u kunt haar sluiten.",
    working: "Er wordt een link voor uw telefoon gemaakt",
  },

  problem: {
    invalidTitle: "Deze link werkt niet",
    invalid:
      "Open de link uit uw e-mail opnieuw en let erop dat hij volledig is. Werkt het nog steeds niet, vraag dan een nieuwe aan wie hem stuurde.",
    noLinkTitle: "Open uw persoonlijke link",
    noLink: "Deze pagina opent met de persoonlijke link uit uw e-mail. Open haar van daaruit.",
    expiredTitle: "Deze link is verlopen",
    expired: "Vraag een nieuwe aan wie hem stuurde. U heeft niets verkeerd gedaan.",
    usedTitle: "Deze controle is afgerond",
    used: "Deze link is al gebruikt. U hoeft niets meer te doen. Denkt u dat dit niet klopt, vraag het dan aan wie de link stuurde.",
    inUseTitle: "Deze controle is ergens anders open",
    inUse:
      "De link is in een andere browser of op een ander apparaat geopend. Ga daar verder. Was u dat niet, laat het dan weten aan wie de link stuurde.",
    revokedTitle: "Deze link is ingetrokken",
    revoked: "Vraag een nieuwe aan wie hem stuurde.",
    busyTitle: "Wacht een ogenblik",
    busy: "Het is op dit moment te druk. Wacht een minuut en probeer het opnieuw.",
    offlineTitle: "Geen verbinding",
    offline: "De dienst antwoordt niet. Controleer uw verbinding en probeer het opnieuw.",
    otherTitle: "Er ging iets mis",
    other: "Dat ligt niet aan u. Probeer het over een ogenblik opnieuw.",
    code: "Code: {code}",
  },
};
