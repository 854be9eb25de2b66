import { Ignored, NestedList, OneOf, UuidField } from '../../platform/http/index.js';

class ResponderIdentifier {
  @OneOf(['users'])
  type: 'users';

  @UuidField()
  id: string;

  @Ignored()
  meta?: object;
}

/** A to-many relationship, as JSON:API adds to one. */
export class AddRespondersBody {
  @NestedList(() => ResponderIdentifier, { min: 1, max: 100, description: 'Who is to be on the page as well' })
  data: ResponderIdentifier[];

  @Ignored()
  meta?: object;

  @Ignored()
  links?: object;

  @Ignored()
  jsonapi?: object;
}
