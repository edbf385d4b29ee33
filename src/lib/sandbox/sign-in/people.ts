/** Somebody who may sign in. Both see the same data; their tokens say who they are. */
export interface Person {
  email: string
  id: string
  name: string
}

/** The owner, whom the sample conversations are of. */
export const OWNER: Person = {email: 'mara@example.com', id: 'sandbox-mara', name: 'Mara Vogel'}

export const PEOPLE: readonly Person[] = [OWNER, {email: 'tiago@example.com', id: 'sandbox-tiago', name: 'Tiago Reis'}]

export const findPerson = (id: unknown) => PEOPLE.find((person) => person.id === id)
