"""The names of languages, in the languages of those who name them."""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "English": "english|englisch|英文|英语|英語|anglais|inglés|ingles|inglese|inglês|engels",
    "German": "german|deutsch|德语|德文|allemand|alemán|tedesco|alemão|duits",
    "French": "french|französisch|法语|法文|français|francais|francés|francese|francês|frans",
    "Spanish": "spanish|spanisch|西班牙语|西班牙文|español|espanol|castellano|espagnol|spagnolo|espanhol|spaans",
    "Italian": "italian|italienisch|意大利语|意大利文|italiano|italien|italiaans",
    "Portuguese": "portuguese|portugiesisch|葡萄牙语|葡萄牙文|português|portugues|portugais|portugués|portoghese",
    "Brazilian Portuguese": "brazilian portuguese|brazilian|brasilianisch",
    "Dutch": "dutch|niederländisch|holländisch|荷兰语|nederlands|néerlandais|neerlandés",
    "Chinese": "chinese|chinesisch|mandarin|simplified chinese|中文|汉语|汉文|华文|国语|普通话|简体中文|chinois|chino|cinese",
    "Traditional Chinese": "traditional chinese|繁體中文|繁体中文|繁體|繁体",
    "Japanese": "japanese|japanisch|日语|日文|日本語|japonais|japonés|giapponese",
    "Korean": "korean|koreanisch|韩语|韩文|한국어|coréen|coreano",
    "Russian": "russian|russisch|俄语|俄文|русский|русском|russe|ruso|russo",
    "Ukrainian": "ukrainian|ukrainisch|乌克兰语|українською|українська",
    "Polish": "polish|polnisch|波兰语|polski|polsku|polonais|polaco",
    "Czech": "czech|tschechisch|捷克语|čeština|česky",
    "Turkish": "turkish|türkisch|土耳其语|türkçe|turc|turco",
    "Swedish": "swedish|schwedisch|瑞典语|svenska",
    "Danish": "danish|dänisch|丹麦语|dansk",
    "Norwegian": "norwegian|norwegisch|挪威语|norsk",
    "Finnish": "finnish|finnisch|芬兰语|suomi|suomeksi",
    "Hungarian": "hungarian|ungarisch|匈牙利语|magyarul",
    "Romanian": "romanian|rumänisch|罗马尼亚语|română",
    "Greek": "greek|griechisch|希腊语|ελληνικά",
    "Arabic": "arabic|arabisch|阿拉伯语|العربية|arabe|árabe",
    "Hebrew": "hebrew|hebräisch|希伯来语|עברית",
    "Hindi": "hindi|印地语|हिन्दी",
    "Vietnamese": "vietnamese|vietnamesisch|越南语|tiếng việt",
    "Thai": "thai|thailändisch|泰语|ภาษาไทย",
    "Indonesian": "indonesian|indonesisch|印尼语|bahasa indonesia",
}

LANGUAGES: Final = {name: english for english, names in _NAMES.items() for name in names.split("|")}
"""By each name, in small letters, the English one: what a prompt calls the language."""
