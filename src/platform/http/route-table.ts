import { Injectable } from '@nestjs/common';

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly path: string;
}

/** Every route of the process: for 405 and for tests that play over all of them. */
@Injectable()
export class RouteTable {
  private readonly routes: Route[] = [];

  add(methods: string | readonly string[], path: string): void {
    const source = path
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : RegExp.escape(part)))
      .join('/');
    for (const method of [methods].flat()) {
      this.routes.push({ method, pattern: new RegExp(`^${source}/?$`), path });
    }
  }

  /** Every path, with its parameters as `:name`, sorted. */
  paths(): string[] {
    return [...new Set(this.routes.map((route) => route.path))].sort();
  }

  /** Methods that answer under the path of `url`, sorted. */
  methodsOf(url: string): string[] {
    const path = url.split('?', 1)[0] ?? url;
    const matching = this.routes.filter((route) => route.pattern.test(path) && route.path !== '*');
    return [...new Set(matching.map((route) => route.method))].sort();
  }
}
