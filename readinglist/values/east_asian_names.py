"""Names in Chinese characters or Hangul written without a space: `王小明`, `김철수`.

The family name comes first and has one character, rarely two. If a name begins with none of the
common family names, it cannot be split with certainty and stays whole.
"""

import re

_SINGLE = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧韩"
    "韓冯馮曹彭曾肖萧蕭田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范"
    "汪廖石金韦韋贾賈夏付方邹鄒熊白孟秦邱侯江尹薛闫阎閻段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万"
    "萬覃武钱錢戴严嚴莫孔向常汤湯康易乔喬赖賴文施洪季庞龐柯颜顏倪聂聶章鲁魯殷申齐齊牛管俞"
    "翁詹耿甘关關岳祝冉左涂凌柴辛焦喻靳裴祁费費欧歐霍路游翟卫衛梅芦项項盛樊鲍鮑苗包童单單"
    "阮艾郎尤骆駱卓蓝藍宁寧穆辜屈裘邢华華温溫庄莊荣榮符纪紀舒伍褚楚房司桂宫宮阳陽池古"
)
#: Of the Japanese ones the most common, and those that begin like a Chinese name.
_DOUBLE = frozenset(
    """
    欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐
    宇文 长孙 長孫 夏侯 端木 独孤 獨孤 南宫 南宮 轩辕 軒轅 申屠
    佐藤 鈴木 高橋 田中 渡辺 渡邊 渡邉 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口
    松本 井上 木村 斎藤 齋藤 清水 山崎 阿部 森田 池田 橋本 山下 石川 中島 前田 藤田 後藤
    小川 岡田 村上 長谷川 近藤 石井 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 藤原 岡本
    松田 中川 中野 原田 小野 田村 竹内 金子 和田 中山 石田 上田 森本 柴田 酒井 工藤 横山
    宮崎 宮本 内田 高木 安藤 谷口 大野 丸山 今井 河野 藤本 村田 武田 上野 杉山 増田 平野
    大塚 千葉 久保 松井 小島 岩崎 桜井 野口 松尾 野村 木下 菊地 菊池 佐野 大西 杉本 新井
    浜田 市川 古川 水野 小松 島田 小山 高田 高野 高山 高島 高井 高松 高瀬 石原 石橋 石塚
    石黒 金井 金田 金沢 江口 江藤 江川 田口 田辺 田島 田代 田端 白井 白石 白川 方波 林田
    安田 安部 安倍 武藤 武井 梅田 梅原 梅村 古賀 古田 古谷 関口 毛利 馬場 向井 康井 荒木
    黒田 土屋 北村 永井 西田 東山 南部 宮田 宮下 川口 川崎 川上 星野
    남궁 황보 제갈 선우 사공 서문 독고 동방
    """.split()
)
_KOREAN = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구나민진"
    "지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_CHINESE_CHARACTERS = re.compile("[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_KANA = re.compile("[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile("[\uac00-\ud7a3]+")


def split_unspaced(text: str) -> tuple[str, str] | None:
    """Family and given name of a name without spaces, or None if the split is not certain."""
    for length in (3, 2):
        if text[:length] in _DOUBLE and length < len(text) <= length + 3 and _KANA.fullmatch(text):
            return text[:length], text[length:]
    if text in _DOUBLE:
        return None
    if len(text) in (2, 3) and text[0] in _SINGLE and _CHINESE_CHARACTERS.fullmatch(text):
        return text[0], text[1:]
    if _HANGUL.fullmatch(text):
        if len(text) in (3, 4) and text[:2] in _DOUBLE:
            return text[:2], text[2:]
        if len(text) in (2, 3) and text[0] in _KOREAN:
            return text[0], text[1:]
    return None
