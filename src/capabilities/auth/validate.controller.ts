import { Controller, Get, Headers } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ForbiddenError } from '../../kernel/index.js';
import { PlainErrors, Public } from '../../platform/http/index.js';
import { Authenticator } from './authenticator.js';

class ValidKeyAnswer {
  @ApiProperty({ enum: [true] })
  valid: true;
}

/** What clients ask before anything else: whether their API key is one. The recorded refusals are 403, not 401. */
@ApiTags('Authentication')
@Controller('api/v1/validate')
export class ValidateController {
  constructor(private readonly authenticator: Authenticator) {}

  @Get()
  @Public('an API key alone asks, and it is checked here')
  @ApiSecurity({ apiKeyAuth: [] })
  @ApiOperation({ operationId: 'Validate', summary: 'Whether the API key is valid; needs no application key' })
  @ApiOkResponse({ type: ValidKeyAnswer })
  @PlainErrors(400, 403, 429)
  async validate(@Headers('dd-api-key') apiKey?: string): Promise<ValidKeyAnswer> {
    if (apiKey === undefined || apiKey === '') throw new ForbiddenError('API key required');
    if (!(await this.authenticator.isApiKey(apiKey))) throw new ForbiddenError('Forbidden');
    return { valid: true };
  }
}
