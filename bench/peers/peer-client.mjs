/** The client of every peer. */
export const PEER_CLIENT = { id: 'measured', secret: 'a-secret-that-nobody-guesses-0123456789' };

/** Where its codes are sent. */
export const CALLBACK = 'https://client.example/callback';
