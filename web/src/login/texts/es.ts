/** Español. */

import type { LoginTexts } from ".";

export const es: LoginTexts = {
  someone: "Su organización",
  cancel: "Cancelar el inicio de sesión",
  back: "Volver a {application}",
  about:
    "Un programa compara su rostro con lo que {organisation} conserva de usted. El vídeo no se guarda; algunas imágenes sueltas y números sellados sí.",
  contact: "Preguntas sobre sus datos: {contact}",
  privacy: "Aviso de privacidad de {organisation}",
  camera: {
    title: "Una mirada a la cámara",
    lead: "{application} quiere asegurarse de que es usted. Tarda unos diez segundos: siga una indicación en la pantalla.",
    turnOn: "Encender la cámara",
    coloursWarning:
      "Desactive esta opción si es sensible a la luz intermitente o cambiante: en su lugar se le pedirá que mueva la cabeza dos veces.",
    colours:
      "Es posible que la pantalla cambie de color siete veces en seis segundos, para mostrar que hay un rostro vivo delante.",
  },
  live: {
    cancel: "Parar",
  },
  waitingTitle: "Estamos preguntando a alguien",
  waitingLead:
    "No hemos podido estar seguros por nosotros mismos. Una persona de {organisation} lo está mirando ahora. Deje esta página abierta.",
  waitingUntil: "Tiene hasta las {time}.",
  grantedTitle: "Gracias, eso es todo",
  grantedLead: "Vuelve a {application}.",
  deniedTitle: "No hemos podido confirmar que es usted",
  deniedLead:
    "Se comunica a {application} que el inicio de sesión no ha tenido éxito. Si cree que es un error, pregunte a {organisation}.",
  interruptedTitle: "El inicio de sesión se ha interrumpido",
  interruptedLead:
    "El servicio se ha reiniciado mientras iniciaba sesión. Vuelva a {application} e inicie sesión de nuevo.",
  problem: {
    none: {
      title: "Aquí no hay ningún inicio de sesión",
      lead: "Vuelva a la aplicación en la que quiere iniciar sesión y empiece de nuevo desde allí.",
    },
    late: {
      title: "Ha tardado demasiado",
      lead: "Por seguridad, un inicio de sesión termina a los diez minutos. Empiece de nuevo desde la aplicación.",
    },
    many: {
      title: "Espere diez minutos",
      lead: "Ha habido demasiados intentos de iniciar sesión. Dentro de diez minutos puede empezar de nuevo desde la aplicación.",
    },
    replaced: {
      title: "El inicio de sesión continúa en otra pestaña",
      lead: "Se ha abierto por segunda vez. Continúe allí o inténtelo de nuevo aquí.",
    },
  },
};
