/** How each task is done, with pictures: a page of its own for each, open without signing in. */
import { useText } from "../../text.js";
import { Picture } from "./pictures.js";
import { TOPICS, type Topic } from "./topics.js";

interface Props {
  topic: Topic;
  /** Where somebody came from. */
  backTo: string;
  /** Papers are for who is signed in. */
  hasPapers: boolean;
}

export function GuideScreen({ topic, backTo, hasPapers }: Props) {
  const text = useText().guide;
  const papers = useText().papers.title;
  const { title, lead, steps, beware } = text.pages[topic];
  return (
    <section class="guide">
      <nav class="guide-topics" aria-label={text.link}>
        <a class="guide-back" href={backTo}>
          {text.back}
        </a>
        {TOPICS.map((one) => (
          <a key={one} href={`#guide/${one}`} aria-current={one === topic ? "page" : undefined}>
            {text.pages[one].title}
          </a>
        ))}
        {hasPapers && <a href="#papers">{papers}</a>}
      </nav>
      <article>
        <div class="guide-head">
          <h1>{title}</h1>
          <button type="button" class="plain" onClick={() => print()}>
            {text.print}
          </button>
        </div>
        <p class="lead">{lead}</p>
        <ol class="guide-steps">
          {steps.map(({ say, picture, shows }) => (
            <li key={say} class="card">
              <p>{say}</p>
              {picture && <Picture name={picture} label={shows!} />}
            </li>
          ))}
        </ol>
        {beware && <p class="notice guide-beware">{beware}</p>}
      </article>
    </section>
  );
}
