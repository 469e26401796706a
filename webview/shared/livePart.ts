// Puts a part that keeps its own DOM (a chart) into a template: made with its element, updated by every render, disposed with it.
import { nothing, type ElementPart } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type DirectiveResult, type PartInfo, PartType } from 'lit/directive.js';

export interface LivePart<Model> {
  update(model: Model): void;
  dispose(): void;
}

/**
 * Makes the function that templates call inside a start tag: `<div ${lineChart(model)}></div>`.
 * @param make starts a part in an empty element of its own
 */
export function livePart<Model>(make: (host: HTMLElement) => LivePart<Model>): (model: Model) => DirectiveResult {
  class Living extends AsyncDirective {
    private part: LivePart<Model> | undefined;
    private host: HTMLElement | undefined;
    private model: Model | undefined;

    constructor(info: PartInfo) {
      super(info);
      if (info.type !== PartType.ELEMENT) throw new Error('A live part stands inside the start tag of its element.');
    }

    render(_model: Model): typeof nothing {
      return nothing;
    }

    override update(part: ElementPart, [model]: [Model]): typeof nothing {
      this.host = part.element as HTMLElement;
      this.model = model;
      this.part ??= make(this.host);
      this.part.update(model);
      return nothing;
    }

    override disconnected(): void {
      this.part?.dispose();
      this.part = undefined;
    }

    override reconnected(): void {
      if (this.host === undefined || this.model === undefined) return;
      this.part = make(this.host);
      this.part.update(this.model);
    }
  }
  return directive(Living);
}
