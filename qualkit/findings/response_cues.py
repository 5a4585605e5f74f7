"""Signs of how people respond to a post, in English, Spanish and German."""

from __future__ import annotations

from qualkit.findings.cues import Cues

__all__ = ["INVITING", "LEADS", "OPENING", "RHETORICAL", "SAID", "WHOLE"]

WHOLE: Cues = {
    "chiming in": {
        "en": "this|so much this|same|yes|yep|yeah|yes to this|true|so true|amen|mood|exactly|agreed|snap|ha|haha",
        "es": "esto|igual|sí|tal cual|exacto|totalmente|amén",
        "de": "dito|genau|ja|eben|stimmt|so ist es|amen",
    },
}
"""Replies to another customer that say no more than this."""

OPENING: Cues = {
    "chiming in": {
        "en": "same.|same,|same!|same here|same as|same for|me too|us too|agree|agreed|exactly|ditto|"
        "likewise|seconded|seconding|snap",
        "es": "igual que|lo mismo|yo también|a mí también|nosotros también|exacto|totalmente|de acuerdo",
        "de": "ich auch|wir auch|mir auch|uns auch|bei mir auch|bei uns auch|genau|dito|geht mir genauso|stimmt",
    },
    "objection": {
        "en": "no|nope|wrong|nonsense|rubbish|except|but|not true|not good enough|not really|that's not|that isn't",
        "es": "no|mentira|pero|falso|de eso nada|eso no es",
        "de": "nein|nee|falsch|aber|unsinn|quatsch|stimmt nicht|das ist nicht",
    },
    "question back": {
        "en": "where does|where is|where do|how many|how much|how do|how does|how is|why is|why are|why do|why am|"
        "does he|does she|does it|do you|do we|is there|is it|are you|are we|can you|can we|could you|will it|will you",
        "es": "dónde está|cuánto|cuándo|cómo se|cómo puedo|por qué|hay|puedo|pueden",
        "de": "wo ist|wo steht|wie viel|wie viele|wie kann|wie geht|warum|wann|wer|gibt es|kann ich|kann man|können wir",
    },
    "answer": {
        "en": "yes|yeah|yep|no|nope|neither|both|not really|mostly|only|because|since you ask|to be honest|honestly",
        "es": "sí|no|porque|la verdad|sinceramente|ninguno|los dos",
        "de": "ja|nein|nee|doch|weil|ehrlich gesagt|eigentlich|beides|keins von",
    },
}
"""Signs that count where a reply begins."""

LEADS = frozenset(
    "oh ah ok okay well um er hm so and sorry haha lol hi hello pues bueno ay ah vale hola ach tja na also naja hallo".split()
)
"""Words after which a reply begins in earnest."""

SAID: Cues = {
    "refusal": {
        "en": "no thanks|no thank you|thanks for nothing|thanks but no|thank you for nothing",
        "es": "no gracias|gracias por nada",
        "de": "nein danke|danke für nichts|danke für gar nichts",
    },
    "thanks": {
        "en": "thank you|thanks|thankyou|thx|cheers|much appreciated|appreciate that|appreciate it|grateful|bless you|"
        "very kind|kind of you|is kind|good of you|you're a star|made my day",
        "es": "gracias|se agradece|os agradezco|le agradezco|agradecida|agradecido|muy amable",
        "de": "danke|vielen dank|besten dank|herzlichen dank|dankeschön|dankbar|sehr nett|nett von",
    },
    "unsolved": {
        "en": "still having|still not|still no|still doesn't|still does not|still don't|still can't|still cannot|still won't|"
        "still isn't|still hasn't|still haven't|still getting|still broken|doesn't help|does not help|didn't help|"
        "did not help|doesn't work|does not work|didn't work|did not work|isn't working|not working|already tried|too late",
        "es": "sigue sin|sigo sin|todavía no|aún no|no funciona|no me sirve|no sirve|ya lo he probado|ya lo probé",
        "de": "immer noch|noch immer|geht nicht|geht nichts|funktioniert nicht|hilft nicht|hilft mir nicht|schon probiert|"
        "zu spät",
    },
    "chiming in": {
        "en": "me too|us too|mine too|ours too|same here|same for me|same for us|i agree|agree with|couldn't agree more|"
        "every word|word for word|second that|hear hear|not just you|not only you|not the only one|it's not just|+1",
        "es": "yo también|a mí también|nosotros también|estoy de acuerdo|opino lo mismo|me pasa lo mismo|+1",
        "de": "ich auch|mir auch|uns auch|geht mir genauso|geht mir auch so|sehe ich auch so|stimme zu|nicht nur du|+1",
    },
    "helping": {
        "en": "have you tried|you could try|try … ing|try the|try it|try this|you can|you could|you need to|you have to|"
        "if you go|if you ring|if you call|if you ask|if you press|make sure|works for me|worked for me|what i do is|"
        "what we do is|i just put|go to|click on|press the|ring them|ask for|tell them|the trick is|here's how|"
        "it's under|the link is|let me know if|happy to help|i can lend|you're welcome to",
        "es": "prueba|has probado|puedes|podrías|tienes que|a mí me funciona|a mí me funcionó|llama a|pregunta por|"
        "pide que|el truco es|te puedo",
        "de": "probier|versuch mal|hast du … probiert|du kannst|du könntest|du musst|ihr könnt|bei mir hilft|"
        "bei mir hat … geholfen|ruf … an|frag nach|geh auf|klick auf|der trick ist|ich kann dir",
    },
    "objection": {
        "en": "not good enough|not acceptable|unacceptable|disgrace|disgraceful|ridiculous|a joke|nonsense|i disagree|"
        "don't agree|that's wrong|not what i|not what you|not true|isn't true|you're wrong|you promised|"
        "you said|you told|you could have|you should have|you might have|how dare|stop sending|stop calling|why am i still|"
        "still waiting|still no|shame on|did not ask|didn't ask|instead of",
        "es": "inaceptable|vergüenza|ridículo|no estoy de acuerdo|no es verdad|no es cierto|prometisteis|"
        "dijisteis|sigo esperando|dejad de|podríais haber|deberíais haber",
        "de": "inakzeptabel|unverschämt|lächerlich|ein witz|nicht einverstanden|das stimmt nicht|"
        "ihr habt gesagt|versprochen|warte noch|warte immer noch|hört auf|hättet … können|hättet … sollen",
    },
}
"""Signs that count wherever they stand."""

INVITING: Cues = {
    "question": {
        "en": "tell us|show us|tell me|let us know|let me know|just reply|write to us|tag somebody|tag someone|"
        "we'd love to hear|i'd read it|we want to hear|update us|keep us posted|keep us updated",
        "es": "cuéntanos|contadnos|cuéntame|dinos|decidnos|escríbenos|escribidnos|nos encantaría saber",
        "de": "erzählt uns|erzähl uns|schreibt uns|schreib uns|sagt uns|sag uns|lasst uns wissen|wir freuen uns auf eure",
    },
}
"""Signs that a post without a question mark asks for an answer."""

RHETORICAL: Cues = {
    "no question": {
        "en": "did you know|guess what|have you heard|who knew|what's not to love",
        "es": "sabías que|sabíais que|adivina qué|quién lo diría",
        "de": "wusstet ihr|wusstest du|wussten sie|ratet mal|schon gehört",
    },
}
"""Questions that ask for no answer."""
