/** Deutsch: die Identitätsprüfung der Bewerberin oder des Bewerbers. */

import type { Texts } from "./index";

export const de: Texts = {
  language: "Sprache",
  wait: "Einen Moment",
  back: "Zurück",
  tryAgain: "Noch einmal versuchen",
  step: "Schritt {number} von {of}",
  someone: "Die Organisation, die Sie eingeladen hat",

  welcome: {
    title: "Prüfen wir kurz, dass Sie es sind",
    lead: "{organisation} bittet Sie um eine kurze Identitätsprüfung. Sie dauert etwa zwei Minuten.",
    leadShort:
      "{organisation} bittet Sie um eine kurze Identitätsprüfung. Sie dauert etwa eine Minute.",
    needs: "Was Sie brauchen",
    document: "Ihren Reisepass, Personalausweis oder Führerschein",
    camera: "Die Kamera dieses Telefons oder Computers",
    light: "Einen hellen Ort, an dem Sie allein im Bild sind",
    begin: "Beginnen",
  },

  consent: {
    title: "Ihre Daten, Ihre Entscheidung",
    lead: "Bitte lesen Sie dies, bevor Sie sich entscheiden.",
    whatTitle: "Was aufgenommen wird",
    whatDocument:
      "Ein Bild Ihres Ausweises und ein kurzes Video Ihres Gesichts, während Sie ein paar Anweisungen folgen.",
    whatFace: "Ein kurzes Video Ihres Gesichts, während Sie ein paar Anweisungen folgen.",
    measured:
      "Ein Programm vermisst Ihr Gesicht (biometrische Daten), vergleicht es mit dem Foto auf Ihrem Ausweis und sucht nach Anzeichen für ein abgespieltes oder verändertes Bild. Ihr Browser nennt außerdem Namen und Einstellungen Ihrer Kamera und Ihre Zeitzone.",
    measuredFace:
      "Ein Programm vermisst Ihr Gesicht (biometrische Daten), vergleicht es mit dem, was {organisation} bereits von Ihnen hat, und sucht nach Anzeichen für ein abgespieltes oder verändertes Bild. Ihr Browser nennt außerdem Namen und Einstellungen Ihrer Kamera und Ihre Zeitzone.",
    whyTitle: "Warum",
    why: "Damit feststeht, dass Sie die Person auf dem Ausweis sind und dass später Sie selbst die Arbeit beginnen und niemand in Ihrem Namen.",
    longTitle: "Wie lange",
    longVideo: "Das Video selbst wird nicht aufbewahrt.",
    longSessions:
      "Einige Einzelbilder, versiegelte Messwerte der Prüfung und ihr Ergebnis werden {days} Tage aufbewahrt.",
    longSessionsOpen:
      "Einige Einzelbilder, versiegelte Messwerte der Prüfung und ihr Ergebnis werden aufbewahrt, solange {organisation} Sie führt.",
    longReferences:
      "Die versiegelten Zahlen, die Ihr Gesicht beschreiben, werden {days} Tage aufbewahrt.",
    longReferencesOpen:
      "Die versiegelten Zahlen, die Ihr Gesicht beschreiben, werden aufbewahrt, solange {organisation} Sie führt.",
    longErase: "Sie können jederzeit verlangen, dass alles gelöscht wird.",
    whoTitle: "Durch wen",
    who: "{organisation} führt diese Prüfung selbst durch und ist für Ihre Daten verantwortlich. Im Zweifel entscheidet ein Mensch, nicht das Programm.",
    contact: "Fragen zu Ihren Daten: {contact}",
    privacy: "Datenschutzhinweise von {organisation}",
    choiceTitle: "Sie dürfen Nein sagen",
    choice:
      "Sie müssen das nicht tun. {organisation} prüft Ihre Identität dann auf andere Weise. Sie können Ihre Einwilligung auch später zurücknehmen.",
    version: "Fassung dieses Textes: {version}",
    agree: "Ich bin einverstanden",
    refuse: "Ich möchte das nicht",
  },

  refuse: {
    title: "Sollen wir die Prüfung hier beenden?",
    lead: "Von Ihnen wurde nichts aufgenommen. Der Link funktioniert danach nicht mehr, und {organisation} erfährt, dass Sie einen anderen Weg vorziehen.",
    confirm: "Ja, hier beenden",
    back: "Nein, zurück",
    working: "Die Prüfung wird beendet",
  },

  refused: {
    title: "Sie haben sich dagegen entschieden",
    lead: "Das ist in Ordnung. Von Ihnen wurde nichts aufgenommen. {organisation} weiß Bescheid und findet mit Ihnen einen anderen Weg.",
    close: "Sie können diese Seite schließen.",
  },

  document: {
    title: "Zeigen Sie Ihren Ausweis",
    lead: "Am besten eignet sich ein Reisepass: Schlagen Sie die Seite mit Ihrem Foto auf. Ein Personalausweis oder Führerschein geht auch.",
    tipEdges: "Der ganze Ausweis im Bild, mit allen Rändern",
    tipGlare: "Keine Spiegelungen und kein Finger auf dem Text",
    tipSharp: "Halten Sie ihn ruhig, bis das Bild scharf ist",
    photograph: "Foto aufnehmen",
    upload: "Bild auswählen",
    opening: "Die Kamera wird geöffnet",
    frame: "Halten Sie den Ausweis in den Rahmen",
    capture: "Foto aufnehmen",
    retake: "Ein anderes nehmen",
    use: "Dieses Bild verwenden",
    reviewTitle: "Können Sie alles lesen?",
    reviewLead: "Die Buchstaben sollten scharf sein, und nichts sollte abgeschnitten sein.",
    pictureAlt: "Das Bild, das Sie von Ihrem Ausweis aufgenommen haben",
    chosenAlt: "Das Bild, das Sie ausgewählt haben",
    working: "Ihr Ausweis wird gelesen",
    workingHint: "Das dauert ein paar Sekunden.",
    arrived: "Ihr Ausweis ist angekommen.",
    backTitle: "Jetzt die Rückseite Ihrer Karte",
    backLead:
      "Die Vorderseite ist angekommen. Zeigen Sie die andere Seite mit den Zeilen aus Buchstaben und Pfeilen (<<<) oder mit dem Strichcode. Wenn es ein Reisepass ist, zeigen Sie die ganze Seite mit Ihrem Foto und den Zeilen darunter.",
    backNone: "Auf der Rückseite ist keins von beiden",
    frontTitle: "Jetzt die Vorderseite Ihrer Karte",
    frontLead: "Die Rückseite ist angekommen. Zeigen Sie die Seite mit Ihrem Foto.",
    hint: {
      ok: "Gut. Nehmen Sie jetzt das Foto auf",
      dark: "Bitte mehr Licht",
      glare: "Neigen Sie ihn ein wenig: Da ist eine Spiegelung",
      blurred: "Halten Sie ihn ruhig",
      small: "Gehen Sie mit dem Ausweis näher heran",
      edges: "Halten Sie den ganzen Ausweis in den Rahmen",
    },
  },

  documentProblem: {
    title: "Das hat noch nicht geklappt",
    left: "Sie können es noch {count}-mal versuchen.",
    leftOne: "Sie können es noch einmal versuchen.",
    no_zone:
      "Wir haben die Zeilen mit Buchstaben und Pfeilen (<<<), die auf den meisten Ausweisen stehen, nicht gefunden. Zeigen Sie die ganze Seite mit diesen Zeilen.",
    no_back:
      "Auf dieser Seite haben wir weder Zeilen mit Buchstaben und Pfeilen (<<<) noch einen Strichcode gefunden. Zeigen Sie die Rückseite der Karte, ganz und aus der Nähe.",
    zone_not_legible:
      "Die Zeilen mit Buchstaben und Pfeilen (<<<) waren nicht lesbar. Versuchen Sie es bitte mit mehr Licht und ohne Spiegelungen.",
    wrong_check_digits:
      "Nicht jeder Buchstabe war sicher lesbar. Halten Sie den Ausweis ruhig und vermeiden Sie Spiegelungen.",
    names_unclear:
      "Ihr Name war nicht lesbar. Gehen Sie bitte näher heran und halten Sie den Ausweis ruhig.",
    expired: "Dieser Ausweis ist abgelaufen. Bitte verwenden Sie einen, der noch gültig ist.",
    no_face:
      "Wir haben Ihr Foto auf dem Ausweis nicht gefunden. Zeigen Sie die Seite mit Ihrem Foto.",
    several_faces: "Im Bild ist mehr als ein Gesicht. Bitte zeigen Sie nur Ihren Ausweis.",
    face_too_small: "Ihr Foto auf dem Ausweis ist zu klein im Bild. Gehen Sie bitte näher heran.",
    portrait_quality:
      "Ihr Foto auf dem Ausweis ist nicht deutlich genug. Bitte vermeiden Sie Spiegelungen und sorgen Sie für mehr Licht.",
    too_small:
      "Das Bild ist zu klein zum Lesen. Gehen Sie bitte näher heran oder wählen Sie ein größeres Bild.",
    not_a_picture:
      "Diese Datei ist kein Bild, das wir öffnen können. Bitte nehmen Sie ein Foto auf oder wählen Sie JPEG oder PNG.",
    picture_too_large: "Diese Datei ist zu groß. Bitte nehmen Sie stattdessen ein Foto auf.",
    picture_damaged:
      "Diese Datei ist beschädigt. Bitte wählen Sie ein anderes Bild oder nehmen Sie ein Foto auf.",
    other: "Wir konnten dieses Bild nicht verwenden. Bitte nehmen Sie ein anderes auf.",
  },

  camera: {
    title: "Jetzt ein kurzes Video Ihres Gesichts",
    lead: "Sie werden zweimal gebeten, den Kopf zu bewegen. Folgen Sie einfach den Worten auf dem Bildschirm.",
    tipLight: "Licht von vorn, nicht von hinten",
    tipFace: "Nichts vor dem Gesicht: keine Mütze, keine Maske, keine Sonnenbrille",
    tipAlone: "Niemand sonst im Bild",
    colours:
      "Etwa zwölf Sekunden lang wechselt der Bildschirm einmal je Sekunde die Farbe, um zu zeigen, dass ein lebendes Gesicht davor ist.",
    coloursSwitch: "Mit farbigem Licht",
    coloursWarning:
      "Schalten Sie es aus, wenn Sie auf blinkendes oder wechselndes Licht empfindlich reagieren. Dann sieht sich auch ein Mensch Ihre Prüfung an.",
    coloursReduced: "Es ist aus, weil Ihr Gerät um weniger Bewegung bittet.",
    turnOn: "Kamera einschalten",
    opening: "Warten auf die Kamera",
    openingHint: "Bitte erlauben Sie die Kamera, wenn Ihr Browser fragt.",
    previewTitle: "Schauen Sie in die Kamera",
    previewLead: "Bringen Sie Ihr Gesicht in das Oval, die Kamera auf Augenhöhe.",
    choose: "Kamera",
    start: "Ich bin bereit",
    starting: "Es geht los",
    preview: "Das Bild Ihrer Kamera, wie im Spiegel",
  },

  cameraFault: {
    denied:
      "Die Kamera wurde nicht erlaubt. Erlauben Sie sie für diese Seite in den Einstellungen Ihres Browsers und versuchen Sie es noch einmal.",
    missing:
      "Es wurde keine Kamera gefunden. Schließen Sie eine an oder öffnen Sie den Link aus Ihrer E-Mail auf dem Telefon.",
    inUse:
      "Ein anderes Programm benutzt die Kamera. Schließen Sie es und versuchen Sie es noch einmal.",
    insecure:
      "Diese Seite darf die Kamera nicht benutzen, weil die Verbindung nicht gesichert ist.",
    failed:
      "Die Kamera ließ sich nicht einschalten. Versuchen Sie es noch einmal oder nehmen Sie ein anderes Gerät.",
    lost: "Die Kamera wurde getrennt. Schließen Sie sie an und versuchen Sie es noch einmal.",
  },

  live: {
    title: "Folgen Sie den Anweisungen",
    connecting: "Verbindung wird hergestellt",
    connectingHint: "Schauen Sie weiter in die Kamera.",
    again: "Die Verbindung ist abgerissen. Sie wird neu hergestellt",
    running: "Es läuft noch ein Video",
    runningLead:
      "Es wurde begonnen, bevor diese Seite geladen wurde. Sie können es beenden und neu beginnen.",
    end: "Beenden und neu beginnen",
    look: "Schauen Sie gerade in die Kamera",
    turn_left: "Drehen Sie den Kopf nach links",
    turn_right: "Drehen Sie den Kopf nach rechts",
    look_up: "Schauen Sie nach oben",
    come_closer: "Kommen Sie näher an die Kamera",
    holdIt: "und bleiben Sie kurz so",
    seen: "Gut gemacht",
    missed: "Nicht gesehen. Bitte noch einmal",
    movement: "Bewegung {number} von {of}",
    colours: "Schauen Sie weiter geradeaus",
    coloursStop: "Farben anhalten",
    sending: "Fast fertig. Schauen Sie weiter in die Kamera",
    cancel: "Prüfung anhalten",
  },

  faceHint: {
    no_face: "Bringen Sie Ihr Gesicht in das Oval",
    closer: "Kommen Sie etwas näher",
    further: "Gehen Sie etwas zurück",
    centre: "Gehen Sie in die Mitte des Ovals",
    light: "Lassen Sie Licht von vorn auf Ihr Gesicht fallen",
    sharper: "Halten Sie still, damit das Bild scharf wird",
    straight: "Schauen Sie gerade in die Kamera",
    one_person: "Nur Sie sollten im Bild sein",
  },

  end: {
    doneTitle: "Fertig. Vielen Dank",
    doneLead: "{organisation} hat Ihre Prüfung erhalten. Sie müssen nichts weiter tun.",
    humanTitle: "Vielen Dank. Ein Mensch sieht sich das an",
    humanLead:
      "Das ist nichts Ungewöhnliches. Jemand bei {organisation} sieht sich Ihre Prüfung an und meldet sich. Sie müssen nichts weiter tun.",
    againTitle: "Versuchen wir es noch einmal",
    againLeft: "Sie können es noch {count}-mal versuchen.",
    againLeftOne: "Sie können es noch einmal versuchen.",
    close: "Sie können diese Seite schließen.",
    again: {
      no_video:
        "Bei uns kam kein Video an. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
      camera_lost: "Das Video brach ab. Lassen Sie diese Seite bis zum Ende offen.",
      no_face:
        "Wir konnten Ihr Gesicht nicht sehen. Setzen Sie sich so, dass Licht von vorn darauf fällt.",
      face_unclear:
        "Wir konnten Ihr Gesicht nicht deutlich genug sehen. Setzen Sie sich so, dass Licht von vorn darauf fällt, und kommen Sie etwas näher.",
      several_people: "Es war noch jemand im Bild. Bitte sorgen Sie dafür, dass Sie allein sind.",
      movement_missed:
        "Wir haben eine der Bewegungen nicht gesehen. Lassen Sie sich Zeit, bewegen Sie sich etwas weiter, und bleiben Sie eine Sekunde so.",
      colours_unclear:
        "Wir konnten das farbige Licht auf Ihrem Gesicht nicht sehen. Machen Sie den Bildschirm heller, den Raum dunkler, und kommen Sie näher.",
      stopped: "Sie haben das Video angehalten. Beginnen Sie neu, wenn Sie bereit sind.",
      interrupted: "Wir mussten das Video unterbrechen. Das lag nicht an Ihnen.",
      other: "Das Video war für ein Ergebnis nicht gut genug.",
    },
  },

  move: {
    offer: "Mit dem Telefon weitermachen",
    title: "Machen Sie mit dem Telefon weiter",
    lead: "Richten Sie die Kamera Ihres Telefons auf dieses Quadrat und öffnen Sie den Link, der erscheint.",
    code: "Ein Quadrat mit einem Link für Ihr Telefon",
    after: "Die Prüfung geht dort weiter. Diese Seite ist zu Ende: Sie können sie schließen.",
    working: "Ein Link für Ihr Telefon wird erzeugt",
  },

  problem: {
    invalidTitle: "Dieser Link funktioniert nicht",
    invalid:
      "Öffnen Sie den Link aus Ihrer E-Mail noch einmal und achten Sie darauf, dass er vollständig ist. Geht es dann immer noch nicht, bitten Sie um einen neuen, wo er herkam.",
    noLinkTitle: "Öffnen Sie Ihren persönlichen Link",
    noLink:
      "Diese Seite öffnet sich mit dem persönlichen Link aus Ihrer E-Mail. Bitte öffnen Sie sie von dort.",
    expiredTitle: "Dieser Link ist abgelaufen",
    expired: "Bitten Sie um einen neuen, wo er herkam. Sie haben nichts falsch gemacht.",
    usedTitle: "Diese Prüfung ist abgeschlossen",
    used: "Dieser Link wurde schon benutzt. Sie müssen nichts weiter tun. Wenn Sie das für einen Irrtum halten, fragen Sie dort nach, wo der Link herkam.",
    inUseTitle: "Diese Prüfung ist woanders geöffnet",
    inUse:
      "Der Link wurde in einem anderen Browser oder auf einem anderen Gerät geöffnet. Machen Sie bitte dort weiter. Wenn Sie das nicht waren, melden Sie sich dort, wo der Link herkam.",
    revokedTitle: "Dieser Link wurde zurückgezogen",
    revoked: "Bitten Sie um einen neuen, wo er herkam.",
    busyTitle: "Bitte warten Sie einen Moment",
    busy: "Im Moment ist zu viel los. Warten Sie eine Minute und versuchen Sie es noch einmal.",
    offlineTitle: "Keine Verbindung",
    offline:
      "Der Dienst antwortet nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
    otherTitle: "Etwas ging schief",
    other: "Das liegt nicht an Ihnen. Bitte versuchen Sie es gleich noch einmal.",
    code: "Code: {code}",
  },
};
