import { texts } from "../texts";
import type { Answer } from "../verdict/questions";
import { MarkIcon } from "./mark-icon";

export function QuestionList({ answers }: { answers: Answer[] }) {
  return (
    <section class="questions" aria-label={texts.live.questions.heading}>
      {answers.map((answer) => (
        <article key={answer.id} class="question">
          <MarkIcon mark={answer.mark} />
          <div>
            <h2>{answer.title}</h2>
            <p class="question-answer">{answer.sentence}</p>
            {answer.explained !== null && (
              <p class="question-number">
                {answer.explained}
                {answer.number !== null && <span class="number">{answer.number}</span>}
              </p>
            )}
          </div>
        </article>
      ))}
    </section>
  );
}
