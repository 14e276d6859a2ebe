/** Español: la comprobación de identidad de la candidata o el candidato. */

import type { Texts } from "./index";

export const es: Texts = {
  language: "Idioma",
  wait: "Un momento",
  back: "Atrás",
  tryAgain: "Intentar de nuevo",
  step: "Paso {number} de {of}",
  someone: "La organización que le invita",

  welcome: {
    title: "Comprobemos que es usted",
    lead: "{organisation} le pide una breve comprobación de identidad. Dura unos dos minutos.",
    leadShort:
      "{organisation} le pide una breve comprobación de identidad. Dura alrededor de un minuto.",
    needs: "Lo que necesita",
    document: "Su pasaporte, documento de identidad o permiso de conducir",
    camera: "La cámara de este teléfono u ordenador",
    light: "Un lugar con luz donde solo usted salga en la imagen",
    begin: "Empezar",
  },

  consent: {
    title: "Sus datos, su decisión",
    lead: "Lea esto antes de decidir.",
    whatTitle: "Qué se recoge",
    whatDocument:
      "Una imagen de su documento de identidad y un vídeo breve de su cara mientras sigue unas indicaciones.",
    whatFace: "Un vídeo breve de su cara mientras sigue unas indicaciones.",
    measured:
      "Un programa mide su cara (datos biométricos), la compara con la foto de su documento de identidad y busca señales de una imagen reproducida o alterada. Su navegador indica también el nombre y los ajustes de su cámara y su zona horaria.",
    measuredFace:
      "Un programa mide su cara (datos biométricos), la compara con lo que {organisation} ya tiene de usted y busca señales de una imagen reproducida o alterada. Su navegador indica también el nombre y los ajustes de su cámara y su zona horaria.",
    whyTitle: "Para qué",
    why: "Para asegurarse de que usted es la persona del documento y de que será usted, y no otra persona en su nombre, quien empiece a trabajar.",
    longTitle: "Cuánto tiempo",
    longVideo: "El vídeo en sí no se guarda.",
    longSessions:
      "Algunas imágenes sueltas, medidas selladas de la comprobación y su resultado se guardan {days} días.",
    longSessionsOpen:
      "Algunas imágenes sueltas, medidas selladas de la comprobación y su resultado se guardan mientras usted conste en {organisation}.",
    longReferences: "Los números sellados que describen su cara se guardan {days} días.",
    longReferencesOpen:
      "Los números sellados que describen su cara se guardan mientras usted conste en {organisation}.",
    longErase: "Puede pedir en cualquier momento que se borre todo.",
    whoTitle: "Quién lo hace",
    who: "Es {organisation} quien realiza esta comprobación y responde de sus datos. En caso de duda decide una persona, no el programa.",
    contact: "Preguntas sobre sus datos: {contact}",
    privacy: "Aviso de privacidad de {organisation}",
    choiceTitle: "Puede decir que no",
    choice:
      "No tiene que hacerlo. {organisation} comprobará entonces su identidad de otra manera. También puede retirar su consentimiento más adelante.",
    version: "Versión de este texto: {version}",
    agree: "Acepto",
    refuse: "No quiero hacerlo",
  },

  refuse: {
    title: "¿Terminamos aquí la comprobación?",
    lead: "No se ha recogido nada. Después el enlace dejará de funcionar, y {organisation} sabrá que prefiere otra manera.",
    confirm: "Sí, terminar aquí",
    back: "No, volver",
    working: "Terminando la comprobación",
  },

  refused: {
    title: "Ha decidido no hacerlo",
    lead: "No pasa nada. No se ha recogido nada. {organisation} ya lo sabe y buscará con usted otra manera.",
    close: "Puede cerrar esta página.",
  },

  document: {
    title: "Muestre su documento de identidad",
    lead: "Lo mejor es un pasaporte, abierto por la página de su foto. También sirve un documento de identidad o un permiso de conducir.",
    tipEdges: "Todo el documento en la imagen, con todos sus bordes",
    tipGlare: "Sin reflejos y sin dedos sobre el texto",
    tipSharp: "No lo mueva hasta que se vea nítido",
    photograph: "Hacer una foto",
    upload: "Elegir una imagen",
    opening: "Abriendo la cámara",
    frame: "Ponga el documento dentro del marco",
    capture: "Hacer la foto",
    retake: "Hacer otra",
    use: "Usar esta imagen",
    reviewTitle: "¿Puede leerlo todo?",
    reviewLead: "Las letras deben verse nítidas y no debe faltar nada.",
    pictureAlt: "La imagen que ha hecho de su documento",
    chosenAlt: "La imagen que ha elegido",
    working: "Leyendo su documento",
    workingHint: "Tarda unos segundos.",
    arrived: "Su documento ha llegado.",
    backTitle: "Ahora el reverso de su tarjeta",
    backLead:
      "El anverso ha llegado. Muestre el otro lado, con las líneas de letras y flechas (<<<) o con el código de barras. Si es un pasaporte, muestre toda la página con su foto y las líneas de debajo.",
    backNone: "El reverso no tiene ninguno de los dos",
    frontTitle: "Ahora el anverso de su tarjeta",
    frontLead: "El reverso ha llegado. Muestre el lado con su foto.",
    hint: {
      ok: "Bien. Haga la foto ahora",
      dark: "Más luz, por favor",
      glare: "Inclínelo un poco: hay un reflejo",
      blurred: "No lo mueva",
      small: "Acerque el documento",
      edges: "Ponga todo el documento dentro del marco",
    },
  },

  documentProblem: {
    title: "Todavía no ha funcionado",
    left: "Puede intentarlo {count} veces más.",
    leftOne: "Puede intentarlo una vez más.",
    no_zone:
      "No hemos encontrado las líneas de letras y flechas (<<<) que tienen casi todos los documentos. Muestre toda la página, con esas líneas.",
    no_back:
      "En este lado no hemos encontrado ni líneas de letras y flechas (<<<) ni código de barras. Muestre el reverso de la tarjeta, entero y de cerca.",
    zone_not_legible:
      "No se han podido leer las líneas de letras y flechas (<<<). Inténtelo con más luz y sin reflejos.",
    wrong_check_digits:
      "No se han podido leer todas las letras con seguridad. No mueva el documento y evite los reflejos.",
    names_unclear: "No se ha podido leer su nombre. Acérquese y no mueva el documento.",
    expired: "Este documento ha caducado. Use uno que siga siendo válido.",
    no_face: "No hemos encontrado su foto en el documento. Muestre la página con su foto.",
    several_faces: "Hay más de una cara en la imagen. Muestre solo su documento.",
    face_too_small: "Su foto del documento se ve demasiado pequeña. Acérquese.",
    portrait_quality:
      "Su foto del documento no se ve con suficiente claridad. Evite los reflejos y use más luz.",
    too_small:
      "La imagen es demasiado pequeña para leerla. Acérquese o elija una imagen más grande.",
    not_a_picture:
      "Este archivo no es una imagen que podamos abrir. Haga una foto o elija un archivo JPEG o PNG.",
    picture_too_large: "Este archivo es demasiado grande. Haga una foto con la cámara.",
    picture_damaged: "Este archivo está dañado. Elija otra imagen o haga una foto.",
    other: "No hemos podido usar esta imagen. Haga otra.",
  },

  camera: {
    title: "Ahora, un vídeo breve de su cara",
    lead: "Le pediremos dos veces que mueva la cabeza. Solo tiene que seguir las palabras de la pantalla.",
    tipLight: "Luz de frente, no por detrás",
    tipFace: "Nada delante de la cara: ni gorra, ni mascarilla, ni gafas de sol",
    tipAlone: "Nadie más en la imagen",
    colours:
      "Durante unos doce segundos la pantalla cambia de color una vez por segundo, para mostrar que delante hay una cara viva.",
    coloursSwitch: "Con luz de colores",
    coloursWarning:
      "Desactívela si es sensible a las luces que parpadean o cambian. Entonces también verá su comprobación una persona.",
    coloursReduced: "Está desactivada porque su dispositivo pide menos movimiento.",
    turnOn: "Activar la cámara",
    opening: "Esperando a la cámara",
    openingHint: "Permita la cámara cuando su navegador lo pida.",
    previewTitle: "Mire a la cámara",
    previewLead: "Ponga la cara dentro del óvalo, con la cámara a la altura de los ojos.",
    choose: "Cámara",
    start: "Todo listo",
    starting: "Empezamos",
    preview: "La imagen de su cámara, como en un espejo",
  },

  cameraFault: {
    denied:
      "No se ha permitido la cámara. Permítala para esta página en los ajustes de su navegador e inténtelo de nuevo.",
    missing:
      "No se ha encontrado ninguna cámara. Conecte una o abra el enlace de su correo en el teléfono.",
    inUse: "Otro programa está usando la cámara. Ciérrelo e inténtelo de nuevo.",
    insecure: "Esta página no puede usar la cámara porque la conexión no es segura.",
    failed: "No se ha podido activar la cámara. Inténtelo de nuevo o use otro dispositivo.",
    lost: "La cámara se ha desconectado. Conéctela e inténtelo de nuevo.",
  },

  live: {
    title: "Siga las indicaciones",
    connecting: "Conectando",
    connectingHint: "Siga mirando a la cámara.",
    again: "Se ha perdido la conexión. Conectando de nuevo",
    running: "Todavía hay un vídeo en marcha",
    runningLead: "Empezó antes de que se cargara esta página. Puede terminarlo y empezar de nuevo.",
    end: "Terminarlo y empezar de nuevo",
    look: "Mire de frente a la cámara",
    turn_left: "Gire la cabeza hacia su izquierda",
    turn_right: "Gire la cabeza hacia su derecha",
    look_up: "Mire hacia arriba",
    come_closer: "Acérquese a la cámara",
    holdIt: "y quédese así un momento",
    seen: "Muy bien",
    missed: "No lo hemos visto. Otra vez, por favor",
    movement: "Movimiento {number} de {of}",
    colours: "Siga mirando de frente",
    coloursStop: "Detener los colores",
    sending: "Casi hemos terminado. Siga mirando a la cámara",
    cancel: "Detener la comprobación",
  },

  faceHint: {
    no_face: "Ponga la cara dentro del óvalo",
    closer: "Acérquese un poco",
    further: "Aléjese un poco",
    centre: "Póngase en el centro del óvalo",
    light: "Póngase de cara a la luz",
    sharper: "No se mueva, para que la imagen sea nítida",
    straight: "Mire de frente a la cámara",
    one_person: "Solo usted debe salir en la imagen",
  },

  end: {
    doneTitle: "Hecho. Gracias",
    doneLead: "{organisation} ya tiene su comprobación. No tiene que hacer nada más.",
    humanTitle: "Gracias. Lo verá una persona",
    humanLead:
      "No es nada fuera de lo normal. Alguien de {organisation} verá su comprobación y se pondrá en contacto con usted. No tiene que hacer nada más.",
    againTitle: "Intentémoslo otra vez",
    againLeft: "Puede intentarlo {count} veces más.",
    againLeftOne: "Puede intentarlo una vez más.",
    close: "Puede cerrar esta página.",
    again: {
      no_video: "No nos ha llegado ningún vídeo. Compruebe su conexión e inténtelo de nuevo.",
      camera_lost: "El vídeo se ha cortado. Deje esta página abierta hasta el final.",
      no_face: "No hemos podido ver su cara. Siéntese de modo que le dé la luz de frente.",
      face_unclear:
        "No hemos visto su cara con suficiente claridad. Siéntese de modo que le dé la luz de frente y acérquese un poco.",
      several_people: "Había otra persona en la imagen. Procure no tener a nadie más cerca.",
      movement_missed:
        "No hemos visto uno de los movimientos. Tómese su tiempo, muévase un poco más y quédese así un segundo.",
      colours_unclear:
        "No hemos podido ver la luz de colores en su cara. Suba el brillo de la pantalla, oscurezca la habitación y acérquese.",
      stopped: "Ha detenido el vídeo. Empiece de nuevo cuando quiera.",
      interrupted: "Hemos tenido que interrumpir el vídeo. No ha sido culpa suya.",
      other: "El vídeo no era lo bastante bueno para dar un resultado.",
    },
  },

  move: {
    offer: "Seguir en su teléfono",
    title: "Siga en su teléfono",
    lead: "Enfoque este cuadrado con la cámara de su teléfono y abra el enlace que aparece.",
    code: "Un cuadrado con un enlace para su teléfono",
    after: "La comprobación sigue allí. Esta página ha terminado: puede cerrarla.",
    working: "Creando un enlace para su teléfono",
  },

  problem: {
    invalidTitle: "Este enlace no funciona",
    invalid:
      "Abra de nuevo el enlace de su correo y compruebe que está completo. Si sigue sin funcionar, pida uno nuevo a quien se lo envió.",
    noLinkTitle: "Abra su enlace personal",
    noLink: "Esta página se abre con el enlace personal de su correo. Ábrala desde allí.",
    expiredTitle: "Este enlace ha caducado",
    expired: "Pida uno nuevo a quien se lo envió. Usted no ha hecho nada mal.",
    usedTitle: "Esta comprobación ha terminado",
    used: "Este enlace ya se ha usado. No tiene que hacer nada más. Si cree que es un error, pregunte a quien se lo envió.",
    inUseTitle: "Esta comprobación está abierta en otro lugar",
    inUse:
      "El enlace se ha abierto en otro navegador o dispositivo. Siga allí. Si no ha sido usted, avise a quien se lo envió.",
    revokedTitle: "Este enlace se ha retirado",
    revoked: "Pida uno nuevo a quien se lo envió.",
    busyTitle: "Espere un momento",
    busy: "Hay demasiada actividad en este momento. Espere un minuto e inténtelo de nuevo.",
    offlineTitle: "Sin conexión",
    offline: "El servicio no responde. Compruebe su conexión e inténtelo de nuevo.",
    otherTitle: "Algo ha ido mal",
    other: "No es culpa suya. Inténtelo de nuevo dentro de un momento.",
    code: "Código: {code}",
  },
};
