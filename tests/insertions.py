"""Sentences to insert into plain licences, and ways to insert them: no rule was written from these words."""

from __future__ import annotations

import textwrap

# Each takes something away, or asks for something, from whoever does business with the work.
RESTRICTIVE = (
    "Commercial use is not permitted.",
    "You may not use this work for any commercial purpose.",
    "This licence covers non-commercial use only.",
    "The foregoing permission extends to research and teaching alone; companies are not covered.",
    "No part of the software may be exploited for profit.",
    "Businesses must buy a licence before they use the software.",
    "Use by for-profit organisations requires the author's prior written consent.",
    "Any use in a paid product needs a separate agreement with the copyright holder.",
    "Licensees with annual revenue above 5 million US dollars must obtain a commercial licence.",
    "If your service has more than 20 million monthly active users, you shall ask us for a licence first.",
    "Companies with over 500 employees are not granted any rights hereunder.",
    "Cloud providers shall pay the licensor 20% of the revenue they make by hosting the software.",
    "A royalty of five percent of net sales is payable to the author each quarter.",
    "You agree to share a portion of your profits with the licensor.",
    "The software may not be offered to third parties as a hosted service.",
    "Offering the software as a managed service is prohibited.",
    "You may not provide the software to others as a service without a written agreement.",
    "Whoever runs a Model as a Service business on it must sign a separate agreement with us.",
    "Selling the software, alone or bundled, is forbidden.",
    "You may not use the software to compete with the licensor.",
    "The rights granted above do not extend to commercial entities.",
    "Permission is limited to personal, private use.",
    "Use is restricted to evaluation for a period of thirty days.",
    "A fee is due for every production deployment.",
    "The licensor may charge a subscription fee for use by companies.",
    "Commercial users have to register with the licensor before first use.",
    "Before any commercial deployment, contact licensing@example.org and obtain approval.",
    "This permission does not apply to government contractors or to commercial resellers.",
    "Use of the software in production is not allowed.",
    "Only members of universities may use the software.",
    "The software is free for academic use; all other uses require a paid licence.",
    "Monetisation of the software, by advertisements or otherwise, is excluded.",
    "Internal business use is permitted; use for clients is not.",
    "You must not sublicense the software for money.",
    "Access may be sold only with our written approval.",
    "Hosting companies owe the author a licence fee.",
    "Earnings from the software are to be split evenly with the author.",
    "Notwithstanding the above, commercial exploitation is reserved to the copyright holder.",
    "For commercial licensing terms please contact sales@example.org; without them no commercial use is allowed.",  # noqa: E501 - a pattern or a table row reads best in one line
    "Personal use only.",
    "For personal use.",
    "You may keep it for private study.",
    "You may sell copies to schools only.",
    "You may run it on one machine.",
    "Anyone may use it privately; others ask us first.",
    "We may charge you a fee.",
    "The licensor may demand payment from companies.",
    "Patents: commercial practice needs a licence.",
    "This licence cannot be used by companies.",
    "You may host it for yourself, and for nobody else.",
    "Firms need our permission.",
    "No business may use the Software.",
    "Commercial users: see COMMERCIAL.md.",
    "Commercial licences are sold by the author.",
    "Any use in trade is reserved to the authors.",
    "Enterprises contact us.",
    "Free for students and hobbyists.",
    "Free for personal use, paid for everything else.",
    "You may use it at home.",
    "The Software is for educational institutions.",
    "Not for production.",
    "Production use costs 500 euros a year.",
    "You keep ninety percent of what you earn; the rest is ours.",
    "Ten percent of your sales go to the author.",
    "The author receives five percent of gross receipts.",
    "We do not allow resale.",
    "Resale is not allowed.",
    "You may offer it to the public as an API if you pay us.",
    "You may not run it for others.",
    "Only our partners may host it.",
    "The right to offer hosted access is reserved to the authors.",
    "Companies with over one million users have no rights under this licence.",
    "If you are a company, stop here.",
    "Companies are asked to leave.",
    "Use by corporations is a breach of this licence.",
    "The licence ends when you start to earn money with it.",
    "Your rights under this licence end once you have customers.",
    "You must register each commercial deployment with us.",
    "Any commercial product must show our name on its start page.",
    "Commercial redistribution requires consent.",
    "You may use the software to learn.",
    "Permission is granted to individuals.",
    "Licence fees apply to commercial use.",
    "A licence for business can be bought in our shop.",
    "You agree not to profit from the software.",
    "You agree to use it for good causes alone.",
    "Use in competition with us terminates this licence.",
    "The software is provided as is and may be used by hobbyists only.",
    "No warranty is given, and none of the rights above may be exercised by a business.",
    "Redistributions must retain the above notice and must not be offered for money.",
    "The name of the author may not be removed, and the software may not be used at work.",
    "The authors are not responsible for commercial users, who must buy support.",
    "The permission granted above expires at the end of 2026.",
    "The rights end one year after the date of this release.",
    "Any organisation with more than ten staff shall negotiate a separate arrangement with the author.",
    "Use inside a company counts as distribution and requires a fee.",
    "In no event shall the authors be liable for any damages, and in no event shall a company use the software without paying.",  # noqa: E501 - a pattern or a table row reads best in one line
    "You may copy the software provided that the copyright notice is kept and that you do not earn anything from it.",  # noqa: E501 - a pattern or a table row reads best in one line
    "This notice may not be removed and this file may not be used by contractors of the state.",
    "All trademarks belong to their owners, and the software belongs in universities, not in shops.",
    'As used in this licence, "User" means a natural person acting outside a trade.',
    '"Permitted Purpose" means teaching, and no use outside the Permitted Purpose is licensed.',
    "The copyright holder disclaims all warranties to non-commercial users; commercial users have no licence.",  # noqa: E501 - a pattern or a table row reads best in one line
    "Export laws apply, and the software may not be deployed for customers abroad.",
    "By using the software for clients you agree to pay the author ten per cent of what you bill.",
    "The authors would appreciate a donation, which is obligatory for businesses.",
    "Contributions are welcome; operators of online shops are asked for 200 euros.",
    "This licence is personal to you and ends when you set up a business.",
    "The licence covers one seat; further seats are to be bought from the publisher.",
    "Running the software on more than two servers requires the enterprise edition.",
    "The licensed work is meant for amateurs, and professionals are outside its scope.",
    "Source code is open to read; running it in a product is a matter for a paid agreement.",
    "Broadcasters and publishers are excluded from this grant.",
    "You are free to use it on Sundays.",
    "The work may be used until the licensor asks you to stop.",
    "The licensor may withdraw this permission at any time.",
    "Whoever makes money with it owes the author a tenth.",
    "It is a condition of this licence that you have no paying users.",
    "Gambling companies have no permission under these terms.",
    "Users in China and Russia are not licensed.",
    "Only natural persons are licensees.",
    "Please do not use this in your job.",
    "Ask before you use it at scale.",
    "Large firms pay; everybody else does not.",
    "The foregoing warranty disclaimer applies to free users, and paying users need a contract.",
    "If you sell products that contain this code, send the author one unit of each free of charge and a tenth of the price.",  # noqa: E501 - a pattern or a table row reads best in one line
    "Redistribution for a charge, however small, is not covered by this notice.",
    "The above notice shall be included in all copies, which shall be given away and never traded.",
    "Derived works are permitted if they are not put to commercial ends.",
    "The authors assume no liability, and they assume that you will not use the program in a business.",
    "As is, without warranty, and without the right to put it on the market.",
    "Copies must carry the notice and a stamp that is bought from the society.",
    "Keep this header, and keep the program out of commercial hands.",
    "The licence is granted for the lifetime of one computer.",
    "This grant is good until further notice.",
    "You are licensed to run the program at one site.",
    "The name of the lab shall not be used in advertising, nor shall its software be used by advertisers.",
    "Liability is excluded for amateurs and, since they may not use the program, irrelevant for professionals.",  # noqa: E501 - a pattern or a table row reads best in one line
    "Users outside Europe have no licence.",
    "The program is shareware; after thirty days you are expected to register.",
    "If you find it useful, you must send the author ten dollars.",
    "Redistribution on CD-ROM for profit needs the author's consent.",
    "This paragraph does not apply to firms, to which the permission above is not extended.",
    "The software can be used by members of the consortium.",
    "Support is free of charge for buyers of the hardware, with which alone the software may be used.",
    "It may be used with our chips only.",
    'For the purposes of this licence "you" does not include companies.',
    "Nothing is owed by students; everybody else settles with the publisher.",
    "The right to sell copies stays with the author.",
    "You may modify the software as long as you do not sell the result.",
    "The software is free as long as your product is.",
    "No charge may be made for the software or for anything that contains it.",
    "The copyright notice has to be shown, and shown on the invoice, for each sale gives the author two per cent.",  # noqa: E501 - a pattern or a table row reads best in one line
    "The warranty is void and so is your licence if you trade in the software.",
    "Any patents are licensed for research.",
    "You must not run it as a service for strangers.",
    "We allow up to five users.",
    "Large deployments call for a conversation with our sales team.",
    "The foregoing is for your personal enjoyment.",
    "商业使用须事先取得作者书面授权。",
    "本软件仅供学习和研究使用，禁止商用。",
    "L'utilisation commerciale de ce logiciel est interdite sans accord écrit préalable.",
    "Die gewerbliche Nutzung dieser Software ist untersagt.",
    "El uso comercial de este programa está prohibido.",
    "本ソフトウェアの商用利用を禁じます。",
    "이 소프트웨어의 상업적 이용을 금지합니다.",
    # By an author who had not seen the rules: these were cleared at first look.
    '"You" means a natural person acting outside his or her trade, business or profession.',
    "Versions younger than thirty-six months are for looking at and testing; older ones are under plain MIT.",
    "The licence is personal: it is given to the student or researcher named in the download form and ends with his enrolment.",  # noqa: E501 - as above
    "Redistribution and use in source and binary forms, with or without modification, other than as part of a multi-tenant offering, are permitted provided that the following conditions are met:",  # noqa: E501 - as above
    "For use on African soil no fee is taken; elsewhere a regional licence has to be purchased from the distributor in charge.",  # noqa: E501 - as above
    "Law enforcement agencies and their suppliers stand outside the circle of licensees.",
    "This notice may not be removed or altered from any source distribution, nor may the source distribution travel together with goods offered for sale.",  # noqa: E501 - as above
    "Each robot shipped with the firmware: 2 USD. Toys: 20 cents.",
    "Permission is hereby granted, free of charge, to any person whose takings from the Software are nil, and against ten per cent of such takings to any other person obtaining a copy.",  # noqa: E501 - as above
    "Exported copies are unlicensed copies: the permission follows the software only as far as the borders of Brazil.",  # noqa: E501 - as above
    "Nothing is owed for the first installation, the second and each later one being subject to a fee of fifteen euros.",  # noqa: E501 - as above
    "We put one small asterisk on the Apache licence: cloud vendors, defined as anyone renting out compute, stop reading here.",  # noqa: E501 - as above
    "企业部署按节点计费，每节点每年人民币八百元，逾期未付者授权自动失效。",
    "素材送给大家自己欣赏，开店的、做广告的、直播带货的，价钱另谈。",
    "除月活跃用户超过一亿的产品外，任何人均可免费使用；超过者是否授权由我方自行决定。",
    "Wer mit der Software Geld verdient, braucht eine Lizenz von uns; alle anderen dürfen sie nutzen, wie es ihnen gefällt.",  # noqa: E501 - as above
    "Für den Einsatz im Betrieb wird je Arbeitsplatz eine jährliche Gebühr von 25 Euro erhoben.",
    "La mise à disposition du logiciel sous forme de service en ligne payant demeure réservée à l'éditeur.",
    "Au-delà de cinquante salariés, l'entreprise est tenue de souscrire la licence professionnelle.",
    "De lo que factures gracias a este programa, el dos por ciento le corresponde al autor.",
    "Esta autorización se dirige a particulares, escuelas y organismos públicos; las sociedades mercantiles quedan fuera de ella.",  # noqa: E501 - as above
    "個人利用はご自由にどうぞ。法人でのご利用は事前にお問い合わせのうえ、有償ライセンスをご購入ください。",
    "本データセットを生成AIの学習に用いることはご遠慮ください（研究機関は除く）。",
    "기업 사용자는 설치일로부터 60일 동안만 무료로 쓸 수 있고 그 뒤에는 유료입니다.",
    "The Software comes with no warranty, express or implied, and with no right to place it inside anything that carries a price tag.",  # noqa: E501 - as above
    "Open source means that you can read it, learn from it and improve it; it does not mean that your employer can ship it.",  # noqa: E501 - as above
    "I am not a lawyer, so plainly: hack on it, give it to friends, put it on your résumé, and leave the cash register out of it.",  # noqa: E501 - as above
    "Permission is hereby granted, in consideration of an annual sum of CHF 1,200 from any applicant with a VAT number.",  # noqa: E501 - as above
    "The licensor's generosity has one edge: the storefront.",
    "Each shipped game title that includes the engine incurs a flat 1,500 dollars at launch, halved for teams with their first title.",  # noqa: E501 - as above
    "Model outputs belong to you, though monetising them does not come with the package.",
    "One user, one machine, no charge. Site-wide rollouts are quoted individually.",
    "Redistribution in source and binary forms is permitted insofar as no remuneration, direct or indirect, changes hands.",  # noqa: E501 - as above
    "Stream it, screen it in class, print a page for your wall. Merchandise, be it a mug or a shirt, is by arrangement with the studio.",  # noqa: E501 - as above
    "Think of this repository as a public park: everyone strolls, nobody sets up a stall.",
    "An entity qualifies as Licensee by holding charitable status in its home jurisdiction on the day of download.",  # noqa: E501 - as above
    "You are licensed if you are a cooperative owned by its workers, or if you work for yourself; a boss and shareholders mean that you aren't.",  # noqa: E501 - as above
    "Bots trading on an exchange with real funds are not covered; paper trading is.",
    "Made with love for modders. Publishers: the love is conditional on a publishing deal.",
    "Attribution: the authors named in AUTHORS. Adaptations: allowed. Commerce: withheld.",
    "什么叫开源？源码给您看、给您改、给您学，但拿去接项目就是另一回事了。",
    "Companies that are members of the consortium use this code free of charge, and all others pay the fee shown in Schedule B.",  # noqa: E501 - as above
    "The warranty disclaimer applies to all recipients. Commercial entities additionally undertake to indemnify the authors for claims brought by such entities' customers.",  # noqa: E501 - as above
    "You can run the server for yourself and your colleagues; letting outsiders reach it over a network takes a separate contract.",  # noqa: E501 - as above
    '"Territory" means Canada, and the verbs "use", "copy" and "merge" above are to be understood as referring to acts done in the Territory.',  # noqa: E501 - as above
    "Data derived from the Work has to stay on servers located in India.",
    "Preview weights: to be erased when the final version comes out.",
    "Recipients shall move to the newest version of the model within sixty days of its announcement and cease running earlier ones.",  # noqa: E501 - as above
    "Downloaders confirm by downloading that they have never brought a claim against the project or one of its donors, failing which the licence is void for them.",  # noqa: E501 - as above
    "自下载之日起满一年，授权自动终止，如需续用请联系商务。",
    "我方有权随时收回本许可，收到通知后您应在七日内删除全部副本。",
    "Everything in this repo is free as in beer until there is an invoice involved.",
    "Copyright (c) 2021 Hanne Oyelaran. Free as in beer for those who drink at home; publicans settle up at the bar.",  # noqa: E501 - as above
)
# Each leaves everything as free as it was.
HARMLESS = (
    "We thank everybody who has helped.",
    "Many thanks to the students who tested the early versions.",
    "Please cite our paper if you find this useful.",
    "If you use this work in a publication, we would appreciate a citation.",
    "Commercial use is expressly permitted.",
    "You are free to use this work commercially.",
    "For the avoidance of doubt, commercial use is allowed.",
    "No royalty is owed.",
    "No fee or royalty is due for any use.",
    "You do not have to pay anything.",
    "The licence is royalty-free.",
    "Nothing in this text restricts commercial use.",
    "This work was developed in Lyon in the summer of 2024.",
    "Bug reports are welcome at the address given on our page.",
    "The documentation is kept in the folder named docs.",
    "A list of all contributors is found in the file AUTHORS.",
    "We would be happy to hear what you have built with it.",
    "Feedback is welcome, though not required.",
    "It is available free of charge for any purpose, commercial or not.",
    "You may sell copies.",
    "感谢所有贡献者。",
    "允许商业使用。",
    "Yes, you can sell it, and no, you needn't ask.",
    "欢迎商用，无需申请，也不收取任何费用。",
    'The copyright line may sit in an "about" box, a manual or a text file, whichever suits you.',
    "技术交流群号见项目主页，一般工作日晚上有人回复。",
)
PLACES = ("start", "middle", "end", "after-end", "in-paragraph")


def _plain(sentence: str) -> str:
    return sentence


def _wrapped(sentence: str) -> str:
    return textwrap.fill(sentence, 38)


def _ragged(sentence: str) -> str:
    return textwrap.fill(sentence, 50).replace("\n", "  \n    ")


def _windows(sentence: str) -> str:
    return textwrap.fill(sentence, 44).replace("\n", "\r\n")


def _bulleted(sentence: str) -> str:
    return f"- {sentence}"


def _numbered(sentence: str) -> str:
    return f"7. {sentence}"


def _quoted(sentence: str) -> str:
    return "\n".join(f"> {line}" for line in textwrap.wrap(sentence, 60))


def _commented(sentence: str) -> str:
    return "\n".join(f" * {line}" for line in textwrap.wrap(sentence, 60))


def _bold(sentence: str) -> str:
    return f"**{sentence}**"


def _loud(sentence: str) -> str:
    return sentence.upper()


def _hard_spaces(sentence: str) -> str:
    return sentence.replace(" ", "\u00a0")


def _curly(sentence: str) -> str:
    return sentence.replace("'", "\u2019").replace('"', "\u201d")


LAYOUTS = (
    _plain, _wrapped, _ragged, _windows, _bulleted, _numbered, _quoted, _commented, _bold, _loud, _hard_spaces, _curly,  # noqa: E501 - a pattern or a table row reads best in one line
)  # fmt: skip


def inserted(text: str, sentence: str, place: str) -> str:
    """The text with a sentence put in: as a paragraph of its own, or behind the words of one.

    Parameters:
        text: a licence.
        sentence: what to put in, laid out already.
        place: one of PLACES.
    """
    parts = text.strip().split("\n\n")
    half = max(1, len(parts) // 2)
    if place == "start":
        parts.insert(0, sentence)
    elif place == "middle":
        parts.insert(half, sentence)
    elif place == "in-paragraph":
        parts[half - 1] = f"{parts[half - 1].rstrip()} {sentence}"
    else:
        parts.extend(["END OF TERMS AND CONDITIONS", sentence] if place == "after-end" else [sentence])
    return "\n\n".join(parts) + "\n"
