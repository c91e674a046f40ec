"""By which a document asks whoever lays it out to fetch something, or to read a file of the machine's."""

from __future__ import annotations

import base64

from proofs.listening import Listener

TRICKS = {
    "image over http": '<img src="http://WEB/1" alt="x">',
    "image over https": '<img src="https://WEB/2" alt="x">',
    "image over ftp": '<img src="ftp://WEB/3" alt="x">',
    "image without a scheme": '<img src="//WEB/4" alt="x">',
    "image by a name of the network": '<img src="http://councils.invalid:PORT/5" alt="x">',
    "image by the machine's own name": '<img src="http://localhost:PORT/6" alt="x">',
    "image by a number for an address": '<img src="http://2130706433:PORT/7" alt="x">',
    "image by an address of IPv6": '<img src="http://[::ffff:127.0.0.1]:PORT/8" alt="x">',
    "image with a name and password": '<img src="http://a:b@WEB/9" alt="x">',
    "image whose scheme has odd letters": '<img src="hTtP://WEB/10" alt="x">',
    "image with blanks and a line in it": '<img src=" ht\ntp://WEB/11" alt="x">',
    "image from a file": '<img src="file://FILE" alt="x">',
    "image from a path": '<img src="FILE" alt="x">',
    "image from a path upwards": '<img src="css/../../../../../../../../..FILE" alt="x">',
    "image from a path that is escaped": '<img src="css/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2eFILE" alt="x">',
    "image from a share of Windows": '<img src="\\\\WEB\\share\\17.png" alt="x">',
    "image from a file on another host": '<img src="file://127.0.0.1FILE" alt="x">',
    "image out of an archive": '<img src="jar:http://WEB/19!/x.png" alt="x">',
    "image in sets": '<img srcset="http://WEB/20 1x, http://WEB/20b 2x" src="http://WEB/20c" alt="x">',
    "picture with a source": '<picture><source srcset="http://WEB/21"><img src="http://WEB/21b" alt="x"></picture>',
    "style that imports": '<style>@import "http://WEB/22";</style>',
    "style that imports a file": "<style>@import url(file://FILE);</style>",
    "style with a typeface": "<style>@font-face{font-family:t;src:url(http://WEB/24)} p{font-family:t}</style><p>x</p>",
    "style with a typeface of a file": "<style>@font-face{font-family:u;src:url(file://FILE)} p{font-family:u}</style>",
    "style sheet that is linked": '<link rel="stylesheet" href="http://WEB/26">',
    "style sheet in data": '<link rel="stylesheet" href="data:text/css,@import%20url(http://WEB/27);">',
    "background in an attribute": "<p style=\"background:url('http://WEB/28')\">x</p>",
    "background of the sheet": "<style>@page{background:url(http://WEB/29)}</style>",
    "background of a margin": "<style>@page{@top-left{content:url(http://WEB/30)}}</style>",
    "content": '<style>p::before{content:url("http://WEB/31")}</style><p>x</p>',
    "bullet": '<ul style="list-style-image:url(http://WEB/32)"><li>x</li></ul>',
    "border": '<p style="border:9px solid;border-image:url(http://WEB/33) 3">x</p>',
    "mask": '<p style="mask-image:url(http://WEB/34);mask:url(http://WEB/34b)">x</p>',
    "filter": '<p style="filter:url(http://WEB/35#f);clip-path:url(http://WEB/35b#c)">x</p>',
    "cursor": '<p style="cursor:url(http://WEB/36),auto">x</p>',
    "set of images in a style": '<p style="background:image-set(url(http://WEB/37) 1x)">x</p>',
    "style whose letters are escaped": '<p style="background:\\75\\72\\6c(http://WEB/38)">x</p>',
    "variable in a style": '<p style="--a:url(http://WEB/39);background:var(--a)">x</p>',
    "target's words": '<style>a::after{content:target-text(url("http://WEB/40"))}</style><a href="http://WEB/40b">x</a>',
    "object": '<object data="http://WEB/41">x</object>',
    "object of a file": '<object data="file://FILE" type="text/html">x</object>',
    "embedded thing": '<embed src="http://WEB/43">',
    "frame": '<iframe src="http://WEB/44"></iframe><frame src="http://WEB/44b">',
    "frame with a document in it": "<iframe srcdoc=\"<img src='http://WEB/45'>\"></iframe>",
    "drawing with an image": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="http://WEB/46" width="9" height="9"/></svg>',
    "drawing with an image by xlink": '<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="file://FILE" width="9" height="9"/></svg>',
    "drawing that uses another": '<svg width="9" height="9"><use href="http://WEB/48#a"/><use xlink:href="http://WEB/48b#a"/></svg>',
    "drawing with a style": '<svg width="9" height="9"><style>@import \'http://WEB/49\';</style><rect style="fill:url(http://WEB/49b#p)" width="9" height="9"/></svg>',
    "drawing with another document in it": '<svg width="9" height="9"><foreignObject width="9" height="9"><img src="http://WEB/50"></foreignObject></svg>',
    "drawing in data that fetches": "<img alt='x' src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Cimage href='http://WEB/51' width='9' height='9'/%3E%3C/svg%3E\">",
    "drawing in data with an entity": '<img alt="x" src="data:image/svg+xml;base64,ENTITY">',
    "drawing in data that includes": '<img alt="x" src="data:image/svg+xml;base64,XINCLUDE">',
    "base of addresses": '<base href="http://WEB/54/"><img src="x.png" alt="x">',
    "attachment": '<link rel="attachment" href="http://WEB/55">',
    "attachment of a file": '<link rel="attachment" href="file://FILE" title="x">',
    "attachment behind a word": '<a rel="attachment" href="file://FILE">x</a>',
    "attachment by a path": '<a rel="attachment" href="css/../../../../../../../..FILE">x</a>',
    "entity of the document": '<!DOCTYPE html [<!ENTITY a SYSTEM "file://FILE">]><p>&a;</p>',
    "part that is included": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://FILE" parse="text"/>',
    "film and sound": '<video src="http://WEB/60" poster="http://WEB/60b"></video><audio src="http://WEB/60c"></audio>',
    "input with a picture": '<input type="image" src="http://WEB/61" alt="x">',
    "old background": '<table background="http://WEB/62"><tr><td background="http://WEB/62b">x</td></tr></table>',
    "page that goes elsewhere": '<meta http-equiv="refresh" content="0;url=http://WEB/63">',
    "icon and what is loaded early": '<link rel="icon" href="http://WEB/64"><link rel="preload" as="image" href="http://WEB/64b">',
    "script": '<script src="http://WEB/65"></script>',
    "picture of Markdown": "![x](http://WEB/66)",
    "picture of Markdown from a file": "![x](file://FILE)",
    "picture of Markdown by reference": "![x][r]\n\n[r]: http://WEB/68",
    "link of Markdown that is attached": '[x](file://FILE "a"){rel=attachment}',
    "address of Markdown by itself": "<http://WEB/70> <file://FILE>",
}
"""WEB, PORT and FILE are put in: where the listener is, and the file that nothing may read."""


def tricks(listener: Listener) -> dict[str, str]:
    """Each trick, at this listener."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="9">{}</svg>'
    entity = f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file://{listener.marker}">]>' + drawing.format(
        '<text y="9">&a;</text>'
    )
    within = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{listener.marker}" parse="text"/>'
    put = {
        "ENTITY": base64.b64encode(entity.encode()).decode(),
        "XINCLUDE": base64.b64encode(drawing.format(f'<text y="9">{within}</text>').encode()).decode(),
        "WEB": listener.web,
        "PORT": str(listener.port),
        "FILE": str(listener.marker),
    }
    made = {}
    for name, trick in TRICKS.items():
        for sign, meant in put.items():
            trick = trick.replace(sign, meant)  # noqa: PLW2901 - each sign in turn
        made[name] = trick
    return made
