import {type Episode} from './scene.js'

/** What the account with a history has beside the plain one. All of it is made up. */

/** Longer than the 70 characters that a lapsed plan leaves. */
export const LONG_MEMORIES: Readonly<Record<'locked' | 'lockedLater' | 'unlockedLater', string>> = {
  locked:
    'The recipe for the Christmas goose is on the back of the calendar of 1994, between the pages for March and April',
  lockedLater:
    'The alarm of the pump has to be heard through a closed door, which the standard asks for and nobody has measured yet',
  unlockedLater:
    'Grandmother hid the key of the cabin near Hallstatt under the third step, and told only Karl and the postman about it',
}

/** Memories in other scripts, by what tells them apart. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  arabic: 'يحب شرب القهوة بالهيل كل صباح في المقهى القديم',
  chinese: '周末喜欢和家人一起去植物园散步',
  hebrew: 'לומדת לבשל מתכונים של סבתא',
  japanese: '毎週木曜日の夜にチェロの練習をしている',
  korean: '매주 토요일마다 시장에서 채소를 산다',
  polish: 'Zażółcić gęślą jaźń to ulubione zdanie kolegi z Łodzi',
  vietnamese: 'Thích ăn phở bò vào buổi sáng ở quán gần nhà ga',
}

/** Talks in other scripts, a language code each. */
export const TALKS: ReadonlyArray<Episode & {readonly language: string}> = [
  {
    language: 'zh',
    title: '搬家计划',
    overview: '讨论了下个月搬家的时间和费用。',
    talk: [
      '李娜: 我们下个月十五号搬家可以吗？',
      'Mara: 可以，不过要先预约搬家公司。',
      '李娜: 冰箱太重了，需要两个人。',
    ],
  },
  {
    language: 'ja',
    title: '京都旅行の相談',
    overview: '紅葉の季節に京都へ行く計画を立てた。',
    talk: [
      '田中: 十一月の京都は混みますよ。',
      'Mara: 朝早く行けば大丈夫でしょう。',
      '田中: 新幹線の切符を予約しておきます。',
    ],
  },
  {
    language: 'ko',
    title: '김치 담그기',
    overview: '주말에 김치를 담그기로 했다.',
    talk: ['수진: 배추는 몇 포기 살까요?', 'Mara: 다섯 포기면 충분해요.', '수진: 고춧가루는 제가 가져올게요.'],
  },
  {
    language: 'ar',
    title: 'موعد طبيب الأسنان',
    overview: 'تم تغيير الموعد إلى يوم الخميس القادم.',
    talk: ['يوسف: هل يمكن تغيير الموعد؟', 'Mara: نعم، يوم الخميس أفضل.', 'يوسف: سأتصل بالعيادة غدا.'],
  },
  {
    language: 'fr',
    title: 'Le déménagement à Évora',
    overview: 'Où garer la fourgonnette, et qui apporte les gâteaux à la crème brûlée.',
    talk: [
      'Zoë: On se retrouve à côté de la forêt, près du château ?',
      'Mara: Ça me paraît bien, dès que Noël est passé.',
    ],
  },
]

/** What two hours of a workshop are made of, said again and again by turns. */
export const WORKSHOP: readonly string[] = [
  'Helena: Let us go through the screens one by one, and stop where somebody is in doubt.',
  'Rui: On this one the confirm button is still where the thumb rests.',
  'Mara: Then it moves to the upper right, and we test it with gloves.',
  'Joaquim: The driver needs forty milliseconds for the whole picture, so no animation there.',
  'Beatriz: I have a version without one that looks calmer anyway.',
  'Mara: Put it on the wall, please, next to the old one.',
  'Helena: And who tells the lab in Porto?',
  'Rui: I do, they only pick up the phone before ten.',
]

/** What is the case a day later. */
export const NEXT_DAY = {
  actionItem: 'Bring the calendar of 1994 to the notary',
  late: {
    title: 'On the ferry, without a network',
    overview: 'What the wearable recorded on the ferry arrived days later.',
    talk: ['Ana: The lighthouse is on the left.', 'Mara: Twenty-eight, then. Write it down for me.'],
  },
  memory: 'Has found the calendar of 1994 in the attic',
  memoryNow: 'Walks around the block after lunch, and since this week before it too',
  new: {
    title: 'The calendar in the attic',
    overview: 'The calendar of 1994 is found, and the notary wants to see it.',
    talk: ['Karl: It was behind the skis all the time.', 'Mara: Do not fold it, the notary wants to see it.'],
  },
  titleNow: 'With another title than yesterday',
  veryLate: {
    title: 'Two months late',
    overview: 'A second device was switched on again after two months.',
    talk: ['Tiago: Is this thing on?', 'Mara: It was not, for two months.'],
  },
} as const satisfies Record<string, unknown>
