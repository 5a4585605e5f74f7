"""Words that tell names from other words: common first names, and words that are none where a name could stand."""

from __future__ import annotations

__all__ = ["AMBIGUOUS", "CUE_WORDS", "FIRST_NAMES", "NOT_LAST", "NOT_NAMES", "OFFICES", "PARTICLES", "TITLES"]

TITLES = frozenset(
    "mr mrs ms miss mx mister dr doctor prof professor sir dame lady lord rev father herr herrn frau fräulein señor "
    "señora señorita sr sra srta don doña monsieur madame mademoiselle mme mlle signor signora".split()
)

PARTICLES = frozenset(
    "al ap bin da das de del della den der di do dos du el i ibn la le mac mc o san st ten ter van von y zu".split()
)

OFFICES = frozenset(
    "admin administrator agent anonymous assistant bot care center centre colleagues company crew customer customers "
    "department desk developers devs director editor guest help helpdesk info maintainers management manager moderator "
    "none null office owner personnel representative sales seller service services staff store support team unknown user "
    "users dienst kundendienst kundenservice equipo equipe équipe atención cliente servicio soporte".split()
)

# Besides being names of some people these are far more often something else after "Hi", "Thanks" or "this is".
NOT_NAMES = frozenset(
    """
    a about absolutely actually after again ah all alle allen also always am amazing an and andere another any anyone
    anything app april are as at august awesome awful
    back bad because been before being best better beide beiden big bless both boys brilliant bro brother but buddy by
    called can christmas cheers class clear come con could currently
    dad dear december definitely did do does doing done door down
    deutschland diary
    each easter easy either else email england english europe european even ever every everybody everyone everything
    excellent exactly
    fab fabulous family fantastic fast february firma first folks for four forum french friday friend friendly friends from
    fully further
    general gents gentlemen german getting girls give given glad god goodbye good goodness going got great greetings guys
    had half happy has have having he hello help her here heaven hi him his hola hope hoping how however hurry hurray
    i if in including indeed instead is it its
    january job july june just
    presto
    keep kind know
    ladies last lads late later least less like lol look lord love lovely lot lots luck
    mam mama mate mates may me might mine mom monday more morning most mother much mum my
    need neither never new next nice night no nobody none nope not nothing november now
    october of off offer oh ok okay old omg on once one only onto or order other our out over
    papa partner people perfect please plus poor possibly pretty probably problem
    quality question quick quickly quite
    rather re read ready really regarding regards reply right rubbish
    sadly same santa saturday say second seems september several shame she should simply since sir sirs sis sister so some
    somebody someone something sometimes soon sorry spring still such sun sunday super sure
    take tell terrible test than thank thanks that the their them then there these they thing things this those though three
    thursday till to today together tomorrow tonight too totally tuesday two
    uk ugh under unfortunately until up update us usa
    valued very via
    wait was way we wednesday week welcome well were what whatever when where whether which while who whole why will with
    without wonderful work world worse worst would wow
    yeah year years yes yesterday yet you your yours
    mal nochmal schon sehr gut gute guten ihr ihre ihnen sie es das der die dem den ein eine einen und aber auch leider
    bitte danke zusammen leute freunde kollegen kolleginnen damen herren dank vorab im voraus für nicht noch nur
    todos todas a por para con de muy mucho muchas el la los las un una buenos buenas amigos amigas señores señoras pero
    que no si gracias tous toutes à la le les vous votre pour très bien mais je nous messieurs mesdames merci
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz juni juli oktober dezember
    lunes martes miércoles jueves viernes sábado domingo lundi mardi mercredi jeudi vendredi samedi dimanche
    british american australian spanish italian polish dutch irish scottish welsh indian chinese japanese russian swedish
    amazon android apple bing chatgpt chrome claude docker ebay edge excel facebook firefox github gmail google instagram ios
    iphone java javascript linux mac macos microsoft netflix outlook paypal python react reddit rust siri skype slack
    spotify teams tiktok twitter typescript ubuntu whatsapp windows word youtube zoom
    attention captain chef doctor driver nurse officer president professor reader readers royal mail
    """.split()
)

FIRST_NAMES = frozenset(
    """
    aaron abdul abdullah abigail adam adele adrian adriana agnes ahmad ahmed aidan aisha alan alasdair alba albert alberto
    alejandra alejandro aleksandra alessandra alessandro alex alexander alexandra alexandre alexis alfie alfred ali alice
    alicia alison allison alma alvaro álvaro alyssa amanda amandine amber amelia amelie amina amir amit amy ana anastasia
    anders andre andré andrea andreas andrei andrej andrés andrew andrzej andy angel ángel angela angelika angus anika anil
    anita anja anjali ann anna annabel anne annette annie anouk anthony antje antoine antonia antonio antony anton anya
    archie arjun arne arthur asha ashley astrid audrey aurelie aurélie austin ava axel ayesha
    barbara barry bart beata beatrice beatriz ben benjamin bernadette bernard bernd bernhard bert beth bethany betty bianca
    birgit björn bob bogdan brandon brenda brendan brian bridget britta brittany bruce bruno bryan
    caitlin callum camila camille cameron carl carla carlos carmen carol carole carolina caroline carolyn catalina catherine
    cathy cecilia cédric chantal charles charlie charlotte chiara chloe chloé chris christa christian christiane christina
    christine christoph christophe christopher claire clara clare clarissa claudia claudio clement clément colin colleen
    connor conor conrad constance corinna craig cristian cristina curtis cynthia
    daisy damian damien dan dana daniel daniela daniele danielle danny daphne darren dave david dawn debbie deborah deepak
    denis denise dennis derek desmond diana diane diego dieter dietmar dimitri dirk dmitri dolores dominic dominik dominique
    donald donna dora doreen doris dorothea dorothy doug douglas duncan dylan
    eddie edgar edith eduardo edward edwin eileen elaine eleanor elena eli elias elisa elisabeth élise elizabeth ella ellen
    ellie elliot elsa emanuel emil emilia emilie émilie emily emma emmanuel enrique eric erica erich erik erika erin ernst
    esme esteban esther ethan etienne étienne eugene eva evan eve evelyn ewa
    fabian fabio fatima faye federico felicity felipe félix fernanda fernando fiona florence florian francesca francesco
    frances francis francisco franck franco françois françoise frank franz fred freddie frederic frédéric frederick
    friedrich fritz
    gabriel gabriela gabriele gabrielle gail gareth gary gavin gemma geoff geoffrey george georgia georgina gerald geraldine
    gerard gérard gerd gerhard giles gilbert gill gillian gina giorgio giovanni giulia giuseppe gladys glenn gloria gonzalo
    gordon graham grant greg gregor gregory greta guido guillaume guillermo gunter günter gustavo guy gwen
    hana hanna hannah hannes hans harald harold harriet harry harvey hassan hazel heather hector heidi heike heinrich heinz
    helen helena helene helga helmut hendrik henri henrik henry herbert hermann hilary hilda holger holly horst howard hugh
    hugo hussein
    ian ibrahim ida ignacio igor ilse imogen ines inés inga inge ingo ingrid irena irene iris irma isaac isabel isabella
    isabelle isla ismail ivan ivana ivo
    jack jackie jacob jacqueline jacques jade jaime jake jakob jakub james jamie jan jana jane janet janice janine jasmin
    jasmine jason javier jayne jean jeanette jeanne jeff jeffrey jenna jennifer jenny jens jeremy jérôme jerry jess jesse
    jessica jesús jill jim jimmy joachim joan joana joanna joanne joaquin jochen jodie joe joel johan johanna johannes john
    johnny jon jonas jonathan jordan jordi jörg jorge josé josef joseph josephine josh joshua joy joyce juan juana judith
    judy jules julia julian juliana julie julien juliet jürgen justin justine
    kai kamal kamil karen karin karina karl karla karolina kasia kate katarina katarzyna katharina katherine kathleen kathryn
    kathy katie katja katrin kay keith kelly ken kenneth kenny kerry kerstin kevin khalid kieran kim kirsten kirsty klaus
    konrad konstantin kristian kristin kristina kristine krystyna kumar kurt kyle
    laila lars lásló laura lauren laurence laurent laurie lea léa leah lee leigh leila lena leo leon leonard leonie leonor
    leslie lewis liam lidia lily lina linda lindsay lindsey lisa liz lizzie lloyd logan lois lola lorena lorenzo lori
    lorna lorraine lotte louis louise luc luca lucas lucia lucía lucie lucy ludwig luis luisa lukas luke lydia lynn lynne
    maciej madeleine madison magda magdalena magnus mahmoud maja malcolm malgorzata malik mandy manfred manon manuel manuela
    marc marcel marcela marcelo marcia marco marcos marcus margaret margarita margot maria maría mariam marian mariana
    marianne marie marina mario marion marissa marjorie mark marko markus marlene marta martha martin martina martine martín
    marvin mary maryam mateo mateusz mathias mathieu matilda matt matteo matthew matthias maureen maurice mauro max maxime
    maximilian maya megan meike melanie melissa mercedes meredith mia michael michaela michal michel michele michelle mick
    miguel mike mikhail milan milena millie mina miranda miriam mitch mohamed mohammad mohammed moira molly mona monica mónica
    monika monique moritz morgan muhammad muriel mustafa
    nadia nadine nancy naomi natalia natalie natasha nathalie nathan neha neil nele nelson niall nicholas nick nicki nicky
    nico nicola nicolas nicole niels nigel niklas nikolai nils nina noah noel noemi nora norbert norma norman
    olaf oleg olga oliver olivia olivier omar oscar óscar oskar otto owen
    pablo paige pam pamela paola paolo pascal pat patricia patricio patrick patrik paul paula paulina pauline paulo pavel
    pedro peggy penelope penny peter petra phil philip philipp philippa philippe phillip phoebe pia pierre pilar piotr
    polly poppy priya priyanka
    rachel rafael rahul raj rajesh ralf ralph ramon ramona raphael raquel raúl ray raymond rebecca regina reinhard rené
    renata renate ricardo richard rick ricky rita rob robbie robert roberta roberto robin rocío rodrigo roger roland rolf
    roman romain ron ronald rory rosa rosalind rosemary rosie ross roxanne roy ruben rubén rudolf rupert russell ruth ryan
    sabine sabrina sachin sally salma sam samantha samir samuel sandeep sandra sandro sandy sanjay sara sarah sascha saskia
    scott sean sebastian sébastien selina serena serge sergei sergio shane shannon sharon shaun sheila shelley shirley
    sian siân sibylle silke silvia simon simona simone siobhan sofia sofía sonia sonja sophia sophie stacey stan stefan
    stefanie stefano steffen stella stephan stephane stéphane stephanie stephen steve steven stewart stuart sue sunil
    susan susana susanna susanne suzanne sven svenja svetlana sylvia sylvie
    tamara tamsin tania tanja tanya tara tatiana ted terence teresa teri terry tess tessa thea theo theodor theresa thérèse
    thomas thorsten tiffany till tim timo timothy tina tobias toby todd tom tomas tomás tomasz tommy toni tony torsten tracey
    tracy trevor tristan
    ulrich ulrike ulla ursula uta ute uwe
    valentin valentina valerie valérie vanessa vera verena verónica veronica veronika vicki vicky victor victoria vijay
    vikram viktor vincent viola violet virginia virginie vivian viviana vladimir volker
    walter wanda warren wayne wendy werner wilfried wilhelm william willy wojciech wolfgang
    ximena xavier yann yannick yasmin yolanda yusuf yves yvette yvonne zahra zainab zara zoe zoé zofia zuzana
    """.split()
)

# First names that are as often a place, a month, a plant, a product or a plain word.
AMBIGUOUS = frozenset(
    "alba amber angel april archie art austin ava basil bill bob bruno charlotte chris christian clement constance crystal "
    "daisy dawn diego dora drew easter elena faith florence francisco frank georgia gene grace grant guy hazel heath heather "
    "hope iris ivy jack jade jan jean jersey jordan josé joy june kay kent kim kumar lily logan lola lourdes madison mark "
    "marina max maxi maxime may mercedes milan monica morgan nelson oscar paris pat patrick penny petra pia poppy raj ray rich "
    "rob robin rock roman rosa rose rosemary rusty san santa sandy santiago sierra sofia sue sydney teri terry tess till tom "
    "tony trinity valencia vera victor victoria viola violet virginia warren wayne will willy xavier".split()
) - frozenset(
    "chris tom tony terry jack bob patrick frank nelson oscar sue elena charlotte victor rob robin sandy max".split()
)

# What makes a place, a firm or a thing of the name before it.
NOT_LAST = frozenset(
    "airport arms avenue award bakery bank bar bay beach block bridge building cafe camp campus castle cathedral centre "
    "center channel church circus city clinic close club code college co company corp corporation county court day days "
    "desktop dock drive edition estate field fields fund garden gardens group gmbh hall hill home hospital hotel house inc "
    "infirmary inn island kernel lake lane library lodge ltd mall manor market mode museum office park pass place plan "
    "plaza plc point port practice prize pub restaurant ridge river road room row school score scan server shop square "
    "star station store street suite surgery syndrome test theatre tower town trust unit university unix valley version "
    "video view village ward way web wing word words works".split()
)

# The first words of each kind of cue to a name; a text without any of them is not read further.
CUE_WORDS = {
    "greeting": frozenset(
        "hi hiya hello hey hallo hei hej moin servus hola salut ciao olá ola dear dearest liebe lieber liebes sehr guten grüß "
        "gruß grüss gruss estimado estimada estimados estimadas querido querida queridos queridas apreciado apreciada buenos "
        "buenas bonjour bonsoir cher chère chere caro cara beste geachte good morning afternoon evening".split()
    ),
    "thanks": frozenset("many thanks thank thx ta cheers danke vielen gracias merci grazie obrigado obrigada".split()),
    "closing": frozenset(
        "kind kindest best warm warmest many with regards rgds cheers thanks thank thx yours sincerely truly faithfully love "
        "sent signed respectfully take mit freundliche viele liebe beste herzliche schöne gruß gruss lg vg mfg bg un muchos "
        "saludo saludos atentamente cordialmente abrazo abrazos bien cordialement cdlt amicalement bises bisous salutations "
        "groetjes met cordiali atenciosamente".split()
    ),
    "introduced": frozenset("name call calls called heiße heisse llamo nombre appelle nom chiamo nome heet".split()),
    "present": frozenset("this it i you ich hier soy je c sono".split()),
}
