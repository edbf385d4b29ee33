import {type Schema} from '../contract.js'

/** One conversation of the sample account. All of it is made up. */
export interface Episode {
  /** Something that was agreed on, and how many days later it is. */
  event?: [title: string, daysLater: number]
  overview: string
  /** `Name: what was said`; Mara is the account's owner. */
  talk: readonly string[]
  tasks?: string[]
  title: string
}

/** Conversations that come again and again, the oldest first. */
export interface Scene {
  category: Schema<'ConversationCategory'>
  emoji: string
  episodes: Episode[]
  /** A name of {@link FOLDERS}. */
  folder: keyof typeof FOLDERS
  geolocation?: Schema<'Geolocation'>
  /** Of the day, in UTC. */
  hour: number
  source: Schema<'ConversationSource'>
}

/** The sample account's folders by name. */
export const FOLDERS = {
  Work: {description: 'Clarimed and everything around it', color: '#3B82F6', icon: '💼'},
  Family: {description: 'Lisbon and Graz', color: '#F59E0B', icon: '🏡'},
  Music: {description: 'Orchestra and lessons', color: '#8B5CF6', icon: '🎻'},
  Personal: {description: null, color: '#10B981', icon: '🌱'},
}
