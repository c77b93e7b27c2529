/// The passwords that are tried first: those of at least eight characters that people choose most, in lower case.
///
/// Our own list, written down from general knowledge of what leaks show again and again: digits and keyboard runs, names,
/// teams, words of love, and the word itself in several languages.
enum CommonPasswords {
    static func all() -> Set<String> {
        Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    private static let words = #"""
        !@#$%^&* !@#$%^&*( !qaz2wsx 00000000 000000000 0000000000 0000aaaa 01010101 0123456789 0987654321 0okm9ijn
        10101010 10203040 102030405 1020304050 11111111 111111111 1111111111 11112222 1111aaaa 11223344 112233445
        1122334455 11235813 12121212 12312312 123123123 123321123 12341234 123412345 12344321 123454321 1234554321
        123456123 12345678 123456780 123456789 1234567890 12345678901 1234567891 12345678910 123456789a 123456789q
        12345678a 12345678q 1234567a 1234567q 123456987 123456aa 123456abc 123456qwe 12345abc 12345qwert 12348765
        1234abcd 1234qwer 123654789 123789456 123abc123 123qwe123 123qweasd 12qwaszx 13131313 13579246 135792468
        14725836 147258369 147852369 159753456 18436572 19841984 19851985 19861986 19871987 19881988 19891989 19901990
        19911991 19921992 19931993 19941994 19951995 1a2b3c4d 1a2s3d4f 1q2w3e4r 1q2w3e4r! 1q2w3e4r5t 1q2w3e4r5t6y
        1qaz!qaz 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 1qwerty1 1z2x3c4v 20002000 20012001 20102010 20202020 21212121 22222222
        24681012 246813579 31415926 314159265 31415927 33333333 44332211 44444444 456789123 50cent123 55555555 55667788
        66554433 66666666 741852963 77777777 789456123 87651234 87654321 88888888 987654321 9876543210 99887766 99999999
        999999999 a1234567 a12345678 a123456789 a1b2c3d4 a1b2c3d4e5 a1s2d3f4 aa123456 aa12345678 aaaa1111 aaaaaaaa
        aaaaaaaaa aaaaaaaaaa abc12345 abc123456 abc123abc abcabcabc abcd1234 abcd12345 abcde123 abcdef12 abcdefg1
        abcdefgh abcdefghi abcdefghij aberdeen access14 admin!23 admin001 admin123 admin1234 admin12345 admin123456
        admin@123 adminadmin administrator adrianna aerosmith airborne airplane alejandra alejandro alexander alexander1
        alexandra alexandre america1 american american1 anaconda andrew123 andromeda angel123 angel1234 angelito
        angels12 animal12 anthony1 anthony123 anything apple123 apple1234 applepie aquarius arschloch arsenal1
        arsenal123 arthur12 as123456 asd12345 asd123456 asd123asd asdasdasd asdf1234 asdf12345 asdfasdf asdfghjk
        asdfghjkl asdfghjkl1 asdfjkl; assassin assassins asshole1 asshole123 australia autumn123 azerty123 azertyuiop
        babyblue babyboy1 babygirl babygirl1 babygirl12 babygirl123 babylon5 backdoor badger12 banana123 bandit12
        baracuda barcelona barcelona1 barney12 baseball baseball1 baseball12 baseball2 basketball basketball1 batman12
        batman123 bbbbbbbb bearbear beatles1 beautiful beautiful1 beaver12 benjamin besiktas bigballs bigboy123 bigdaddy
        bigdaddy1 bigdick1 bigmike1 bigmoney billybob birthday birthday1 bismillah bismillah1 bitch123 blackberry
        blackcat blackdog blackhawk blackjack blackman blackrose blahblah blessed1 blink182 blink1823 bluebell blueberry
        blueberry1 bluebird bluemoon bluesky1 bobbyboy bobmarley bonehead bonita123 boobies1 boomer12 bordeaux brandon1
        brittany brittany1 broncos1 brooklyn brooklyn1 bubblegum bubbles1 buddy123 buddy1234 bulldog1 bulldogs bullshit
        bullshit1 buster12 buster123 buttercup butterfly butterfly1 butterfly123 california callofduty camaro69 cambodia
        canada123 cannabis capricorn capslock cardinal cardinals carnival caroline casanova castillo catfish1 catherine
        celtic1888 champion champion1 champions changeme changeme1 changeme123 changes1 charizard charlie1 charlie123
        charlotte cheer123 cheerleader cheese123 chelsea1 chelsea123 cherokee chester1 chevelle chevy350 cheyenne
        chicago1 chicken1 chivas123 chocolate chocolate1 chopper1 chouchou christian christian1 christmas christmas1
        christopher chrysler cinderella clarence clarinet classic1 clueless cocacola cocacola1 cocacola2 cocksucker
        colombia colorado columbia commander commando computer computer1 computer123 concrete contrasena contraseña
        cookie12 cookie123 cookies1 cooldude coolgirl coolness corazon1 corinthians cornflakes correcthorsebatterystaple
        corvette corvette1 counterstrike courtney cowboy12 cowboys1 coyote12 crazybitch cricket1 cristian cristiano
        cristina crystal1 cthulhu1 cupcake1 dakota12 dallas22 dancer123 dancing1 danger12 daniel123 danielle danielle1
        darkangel darklord darkness darkness1 darkside darthvader dddddddd death666 deathnote december deepblue default1
        default123 delpiero demon666 diamond1 diamonds diamonds1 dickhead dickhead1 digital1 dinosaur discover disney123
        doctor12 doghouse dolphin1 dolphin123 dolphins domingo1 dominic1 dominique donald12 doraemon doudou123 douglas1
        download dragon12 dragon123 dragonball dragonfire dragonfly dragons1 dreamer1 dreaming dropdead drowssap
        drummer1 drummer12 dumbass1 dynamite eagle123 eagles12 eastside eclipse1 einstein electric elephant elephant1
        elizabeth elizabeth1 emerald1 eminem12 eminem123 engineer england1 enterprise estrella estrella1 eternal1
        eternity evanescence everlast everton1 explorer express1 extreme1 facebook facebook1 facebook123 faith123
        falcon12 fantasia fantasy1 february fenerbahce fernando ffffffff ficken123 fireball firebird firefighter
        firefire firefly1 firewall fishing1 flamengo flamengo1 flamingo florida1 flower12 flower123 flowers1 fluffy123
        football football1 football12 football123 forever1 forever21 forgetit forgotten formula1 fortnite fortnite1
        francisco franklin freckles freedom1 freedom123 freefire freeman1 freestyle freeuser frenchfry friday12 friday13
        friend12 friends1 friends12 friends123 friendship frogger1 fuckface fuckfuck fuckme69 fuckoff1 fuckthis fuckyou!
        fuckyou1 fuckyou12 fuckyou123 fuckyou2 fuckyou69 fullmoon funnyman gabriel1 gabriela galatasaray gameboy1
        gamer123 gamer1234 gandalf1 gangsta1 gangster gangster1 garfield garfield1 gateway1 geheim123 genesis1
        genesis123 germany1 geronimo getmoney giants12 ginger12 ginger123 girlfriend gladiator gmail123 godisgood
        godisgreat godislove goldberg golden12 goldfish goodbye1 goodgirl goodluck goodness google123 gordon24 graffiti
        grandma1 grandpa1 grapefruit greenday greenday1 gregory1 griffin1 guest123 guest1234 guillermo guinness
        guitar123 gunner12 gymnastics hacker123 hallo123 hallo1234 hallohallo halloween halloween1 halo1234 hamilton
        hannah123 happy123 happy1234 happyday happyface happyfeet happyness hardcore hardrock harley12 harley123
        harrison harry123 harrypotter haslo123 hawaii50 heather1 heather123 heaven123 hello123 hello1234 hello12345
        hellohello hellokitty hellokitty1 helloworld hercules hermosa1 highland highlander highschool hiphop123 history1
        hockey123 holiday1 holland1 homepage homework honey123 honeybee hotmail1 hotmail123 hotstuff houston1 hunter12
        hunter123 hunter22 hurricane ibrahim1 idontknow idunno123 illusion ilovegod ilovehim ilovejesus iloveme1
        iloveme123 ilovemom ilovemymom ilovemyself iloveu123 iloveyou iloveyou! iloveyou1 iloveyou12 iloveyou123
        iloveyou2 iloveyou3 iloveyousomuch iloveyouu imagine1 immortal incubus1 india123 india1234 indonesia inferno1
        infinity infinity1 insanity inshallah instagram internet internet1 internet123 internet2 iphone123 ireland1
        ironman1 isabella isabella1 isabelle istanbul istanbul34 jackass1 jackson1 jackson5 jamaica1 jamesbond
        jamesbond007 jamie123 january1 jasmine1 jasper12 jellybean jennifer jennifer1 jeremy123 jerusalem jessica1
        jesus123 jesus1234 jesus777 jesuschrist jesuslovesme jetaime1 johncena johncena1 johndoe1 johnson1 jonathan
        jonathan1 jordan123 jordan23 joseph123 joshua123 junior12 junior123 justice1 justin123 justinbieber juventus
        juventus1 k123456789 kangaroo katherine kathleen kawasaki kentucky kickass1 killbill killer12 killer123
        killer1234 killjoy1 kimberly kingdom1 kingkong kingston kissmyass kitty123 kittycat kittykat knight12 knuckles
        kolkata1 komputer krystal1 ladybug1 lakers123 lakers24 lakeside lasvegas lavender lebanon1 leonardo leonidas
        letmein! letmein1 letmein12 letmein123 letmein1234 letmein22 letmeinnow lifeisgood lightning lilwayne linkedin
        linkedin1 linkinpark lionking lipstick littleman liverpool liverpool1 liverpool123 lizard12 lkjhgfdsa login123
        lollipop lollipop1 lollypop london12 london123 lonewolf longhorn longhorns looking1 lorraine loser123 loulou123
        lovebird lovebug1 lovehate lovelace lovelife lovelove lovelove1 lovely123 loveme123 lover123 loverboy lovers123
        lovesucks loveyou1 loveyou123 lucky123 lucky1234 lucky13x lucky777 m123456789 madeline madison1 madonna1
        magic123 magnolia malaysia malcolm1 manchester manchester1 mandarin manuel123 manutd123 marathon margaret
        margarita marian123 marina123 marines1 mariposa marlboro marlboro1 marseille marshmallow martin123 martinez
        marvin12 master12 master123 mastercard mastermind masters1 matrix123 matthew1 maverick maximus1 maxwell1
        megadeth megaman1 melissa1 mercedes mercedes1 mercury1 merlin12 mermaid1 messenger metallica metallica1 mexico12
        mexico123 miamor123 michael1 michael123 micheal1 michelle michelle1 michigan mickey12 mickey123 mickeymouse
        microsoft midnight midnight1 midnight12 millenium millwall minecraft minecraft1 minecraft123 minnie123
        mississippi mistress mitchell mnbvcxz1 mohamed1 mohammad mohammed mommy123 monday123 money123 money1234 moneyman
        monica123 monkey12 monkey123 monkey1234 monkeys1 monopoly monster1 monster123 montana1 montreal moonbeam
        moonlight moonshine morning1 motdepasse mother12 motherfucker motocross motorcycle motorola mountain mountain1
        mrincredible muhammad music123 musica123 mustang1 mustang5 mustang67 mybaby123 mymother mymusic1 mypassword
        mypassword1 myspace1 myspace123 myspace2 naruto123 natalia1 natalie1 nathan123 nathaniel newcastle newlife1
        newpassword newport1 newyork1 newyork123 newyork2 nextel12 nicholas nicholas1 nicole123 nigeria1 nightmare
        ninja123 nintendo nintendo1 nirvana1 nobody12 nofear12 nokia123 nothing1 nothing123 november number12 october1
        october31 offspring olivia123 omgomgomg onelove1 onepiece operator orange12 orange123 orlando1 overlord oxford12
        p@ssw0rd p@ssw0rd! p@ssw0rd1 p@ssw0rd123 p@ssword p@ssword1 pa$$w0rd pa$$word packard1 packers1 painkiller
        pakistan pakistan1 pakistan123 palmeiras panasonic pantera1 panther1 panthers paradise paradise1 paramore
        paris123 parola123 party123 pass1234 pass12345 pass123456 passion1 passpass passport passw0rd passw0rd!
        passw0rd1 password password! password0 password01 password1 password1! password11 password12 password123
        password123! password1234 password12345 password2 password21 password3 password5 password69 password7 password9
        password99 passwort passwort1 passwort123 patches1 patience patricia patriots peaches1 peanut12 peanut123
        peanutbutter pearljam penelope penguin1 penguins pepper12 pepper123 perfect1 personal phantom1 phantom12
        philippe phoenix1 pianoman picasso1 pictures pikachu1 pikachu123 pimpin123 pineapple pinkfloyd pinkpink pirates1
        platinum playboy1 playboy123 player123 playstation playstation1 playstation2 playstation3 playstation4 please12
        poiuytrewq pokemon1 pokemon123 poohbear poohbear1 poop1234 popcorn1 popcorn123 porsche1 porsche911 portland
        portugal portugal1 potato123 powerful powers12 preciosa precious precious1 predator presario princesa princesita
        princess princess1 princess12 princess123 pringles private1 professor property puertorico punkrock punkrock1
        purple12 purple123 purple1234 pussy123 pussycat q1234567 q123456789 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx123
        qazwsxed qazwsxedc qazxsw12 qq123456 qqqqqqqq qwaszx12 qwe123qwe qweasd123 qweasdzxc qweqweqwe qwer1234
        qwer12345 qwert12345 qwerty01 qwerty1! qwerty11 qwerty12 qwerty123 qwerty123! qwerty1234 qwerty12345
        qwerty123456 qwerty21 qwerty69 qwertyqwerty qwertyu1 qwertyui qwertyuiop qwertyuiop123 qwertz123 qwertzui
        qwertzuiop rainbow1 rainbow123 rainbows rammstein ranger12 rangers1 rangers12 raspberry realmadrid rebecca1
        reddevil redneck1 redsox12 redwings register remember remember1 republic research revelation reynolds rhiannon
        ricardo1 richard1 ricky123 robert12 robert123 roberto1 robinson roblox123 rocknroll rockstar rockstar1 rockyou1
        rodrigo1 rollerblade ronaldinho ronaldo1 ronaldo123 ronaldo7 rooster1 root1234 rootroot rosebud1 roserose
        runescape runescape1 russell1 s123456789 sabrina1 sailormoon salasana salvador samantha samantha1 sampson1
        samsung1 samsung123 samurai1 sanchez1 sandiego sandman1 santana1 santiago santos123 sapphire sasha123 sasuke123
        saturday saturn12 savannah scarface scarface1 scarlett schalke04 schatz123 schatzi1 school12 school123 scooby123
        scooter1 scorpio1 scorpion scorpion1 scotland seahorse sebastian sebastian1 secret12 secret123 secret1234
        security security1 semperfi senators senha123 senha1234 september serenity serenity1 service1 seventeen sexy1234
        sexybabe sexybitch sexyboy1 sexygirl sexylady sexylove sexymama sexything shadow11 shadow12 shadow123 shadow1234
        shannon1 shelby12 sheridan sherlock shithead shithead1 shopping shopping1 shortcake shorty12 sidekick silver12
        silver123 simpsons singapore singapore1 singer123 sixteen16 skateboard skittles skittles1 skywalker slapshot
        slayer666 slimshady slipknot slipknot1 slipknot666 smackdown smokeweed smokey12 smokey123 snickers snickers1
        snoopy123 snowball snowball1 snowboard snowflake snowman1 soccer12 soccer123 softball softball1 software
        somebody something sommer123 southside spanish1 sparkles sparky12 sparky123 speedway spencer1 spiderman
        spiderman1 spiderman2 spiderman3 spitfire spongebob spongebob1 sporting spring123 spring2021 squirrel ssssssss
        stalker1 stallion standard starcraft starfish stargate stargate1 starlight startrek startrek1 startrek2 starwars
        starwars1 station1 stealth1 steelers steelers1 steelers7 stephanie stephen1 steven123 stingray stranger
        strawberry strawberry1 student1 studio54 stupid12 stupid123 success1 sullivan summer01 summer12 summer123
        summer2020 summer2021 summer2022 summer2023 summer69 summer99 sundance sunday12 sunflower sunflower1 sunrise1
        sunset12 sunshine sunshine1 sunshine12 sunshine123 superdog supergirl superior superman superman1 superman123
        supernatural supernova supersecret superstar superstar1 surfer12 sweet123 sweetheart sweetie1 sweetness sweetpea
        swimming swimming1 swordfish sylvester sylvia12 system123 system32 tarheels taurus12 taylor12 taylor123 taylor13
        teacher1 teamo123 teamo1234 teamomucho technics teddybear teddybear1 teenager telephone template tennessee
        tequiero tequieromucho terminal terminator terrance terrapin test1234 test12345 test123456 test1test tester123
        testing1 testing123 testpass testpassword testtest testuser texas123 thailand thanksgiving thebest1 theboss1
        theking1 themaster theodore theresa1 thompson thousand thuglife thunder1 thunder123 thursday tiffany1 tigers12
        tigger12 tigger123 timberland timothy1 tinkerbell tinkerbell1 titanic1 together tomorrow toor1234 tootsie1
        topolino topsecret toronto1 tottenham tottenham1 townsend toyota12 tractor1 training transformer transformers
        treasure treefrog trinidad trinity1 tristan1 trombone trooper1 trouble1 truelove truelove1 trumpet1 trustno1
        trustno1! trustnoone tuesday1 tupac123 turkiye1 twilight twilight1 twinkle1 twitter1 undertaker undertow
        unicorn1 unicorns universal universe unknown1 user1234 username username1 vacation valentin valentina valentine
        valentine1 vampire1 vampire123 vampires vanessa1 vanhalen vauxhall veronica veronika victoria victoria1 vietnam1
        viewsonic viking12 vineyard virginia virginia1 vladimir vodafone volcom12 volleyball volleyball1 voyager1
        w123456789 wachtwoord wallpaper walmart1 warcraft warcraft1 warcraft3 warhammer warrior1 warrior12 warriors
        wasdwasd washington watermelon webmaster wednesday weedweed welcome! welcome01 welcome1 welcome1! welcome12
        welcome123 welcome123! welcome2 welcome3 westside westside1 wetpussy whatever whatever1 whatever123 whatsapp
        whiteboy whitesox wildcat1 wildcats wildcats1 wildfire williams willie12 willow12 windows1 windows10
        winniethepooh winston1 winter12 winter123 winter2020 winter2021 winter99 wireless wisdom12 wizard12 wolf1234
        wolfpack wolverine women123 woodstock wordpass worldofwarcraft wrangler wrestling wrestling1 xavier12 xbox360x
        xxxxxxxx yahoo123 yamaha12 yankees1 yankees2 yellow12 yellow123 yesterday yourmom1 yourmother youtube1 yugioh12
        z123456789 z1x2c3v4 zachary1 zaq12wsx zaq1xsw2 zaq1zaq1 zeppelin zidane10 zombie12 zxasqw12 zxc12345 zxcvbnm,
        zxcvbnm1 zxcvbnm123 zxcvbnmz zxcvzxcv zzzzzzzz
        """#
}
