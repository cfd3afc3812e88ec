export const administrator = { email: 'admin@example.com', password: 'correct horse battery staple' };
export const agentPassword = 'another correct horse';
export const webhookSecret = 'webhook-secret-of-the-chaos-runner';
