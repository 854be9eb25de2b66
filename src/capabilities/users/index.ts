export { mayReadPerson, type User } from './user.js';
export { UserDirectory, type DirectoryUser } from './user-directory.js';
export { namelessUserResource, userResource, UserResource } from './users.dto.js';
export { UsersApiModule, UsersModule } from './users.module.js';
export { UsersReader } from './users.reader.js';
