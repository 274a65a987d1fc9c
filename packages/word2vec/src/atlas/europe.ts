// Facts about the countries of Europe, in the format that records.ts describes.

/** Countries of Europe, grouped as the United Nations statistics division groups them. */
export const EUROPE: string = `
= iceland
capital reykjavik; adjective icelandic; region northern_europe; language icelandic; currency krona
city akureyri; sea atlantic_ocean; peak hekla; landmark the/blue_lagoon; food skyr; export fish aluminium

= norway
capital oslo; adjective norwegian; region northern_europe; language norwegian; currency krone
borders sweden finland russia
city bergen trondheim; river glomma; peak galdhopiggen; sea norwegian_sea; landmark the/geirangerfjord
food brunost lutefisk; export oil gas fish

= sweden
capital stockholm; adjective swedish; region northern_europe; language swedish; currency krona
borders norway finland
city gothenburg malmo; lake vanern; sea baltic_sea; landmark the/vasa_museum; food gravlax; export timber machinery cars

= finland
capital helsinki; adjective finnish; region northern_europe; language finnish swedish; currency euro
borders norway sweden russia
city tampere turku; lake lake_saimaa; sea baltic_sea; landmark suomenlinna; food karjalanpiirakka; export paper timber

= denmark
capital copenhagen; adjective danish; region northern_europe; language danish; currency krone
borders germany
city aarhus odense; river gudena; sea north_sea baltic_sea; landmark tivoli_gardens; food smorrebrod; export medicine pork

= estonia
capital tallinn; adjective estonian; region northern_europe; language estonian; currency euro
borders latvia russia
city tartu narva; river emajogi; lake lake_peipus; sea baltic_sea; landmark toompea_castle; food kiluvoileib; export timber machinery

= latvia
capital riga; adjective latvian; region northern_europe; language latvian; currency euro
borders estonia lithuania russia belarus
city daugavpils liepaja; river daugava; sea baltic_sea; landmark the/house_of_the_blackheads; food sklandrausis; export timber

= lithuania
capital vilnius; adjective lithuanian; region northern_europe; language lithuanian; currency euro
borders latvia belarus poland russia
city kaunas klaipeda; river nemunas; sea baltic_sea; landmark trakai_castle; food cepelinai; export furniture

= the/united_kingdom
capital london; adjective british; region northern_europe; language english welsh; currency pound
borders ireland
city manchester birmingham edinburgh; river thames severn; peak ben_nevis; sea north_sea; landmark stonehenge big_ben
food haggis scones; export machinery whisky medicine

= ireland
capital dublin; adjective irish; region northern_europe; language english irish; currency euro
borders united_kingdom
city cork galway; river shannon; peak carrauntoohil; sea atlantic_ocean; landmark the/cliffs_of_moher
food colcannon; export medicine beef butter

= austria
capital vienna; adjective austrian; region western_europe; language german; currency euro
borders germany czechia slovakia hungary slovenia italy switzerland liechtenstein
city salzburg graz; river danube; range alps; peak grossglockner; landmark schonbrunn_palace; food sachertorte wiener_schnitzel
export machinery steel

= belgium
capital brussels; adjective belgian; region western_europe; language dutch french german; currency euro
borders netherlands germany luxembourg france
city antwerp ghent; river meuse scheldt; range ardennes; sea north_sea; landmark the/atomium; food waffles moules_frites
export chocolate diamonds beer

= france
capital paris; adjective french; region western_europe; language french; currency euro
borders belgium luxembourg germany switzerland italy monaco spain andorra
city lyon marseille toulouse; river seine loire rhone; range alps pyrenees; peak mont_blanc; sea mediterranean_sea atlantic_ocean
landmark the/eiffel_tower the/louvre; food baguettes ratatouille; export wine cheese aircraft

= germany
capital berlin; adjective german; region western_europe; language german; currency euro
borders denmark poland czechia austria switzerland france luxembourg belgium netherlands
city hamburg munich cologne; river rhine elbe; range alps; peak zugspitze; sea north_sea baltic_sea
landmark the/brandenburg_gate neuschwanstein; food bratwurst sauerkraut; export cars machinery chemicals

= liechtenstein
capital vaduz; region western_europe; language german; currency franc
borders austria switzerland
city schaan; river rhine; range alps; landmark vaduz_castle; food kasknopfle; export machinery

= luxembourg
capital luxembourg_city; adjective luxembourgish; region western_europe; language luxembourgish french german; currency euro
borders belgium germany france
city esch_sur_alzette; river moselle; range ardennes; landmark vianden_castle; food judd_mat_gaardebounen; export steel

= monaco
adjective monegasque; region western_europe; language french; currency euro
borders france
sea mediterranean_sea; landmark the/casino_of_monte_carlo; food barbajuan

= the/netherlands
capital amsterdam; adjective dutch; region western_europe; language dutch; currency euro
borders belgium germany
city rotterdam utrecht the/hague; river rhine meuse; sea north_sea; landmark the/rijksmuseum; food stroopwafels herring
export flowers cheese machinery

= switzerland
capital bern; adjective swiss; region western_europe; language german french italian; currency franc
borders france germany austria liechtenstein italy
city zurich geneva basel; river rhine rhone; lake lake_geneva; range alps; peak matterhorn; landmark chillon_castle
food fondue rosti; export watches chocolate medicine

= belarus
capital minsk; adjective belarusian; region eastern_europe; language belarusian russian; currency ruble
borders russia ukraine poland lithuania latvia
city gomel brest; river dnieper; landmark mir_castle; food draniki; export potash tractors

= bulgaria
capital sofia; adjective bulgarian; region eastern_europe; language bulgarian; currency euro
borders romania serbia north_macedonia greece turkey
city plovdiv varna; river danube; range rhodope_mountains; peak musala; sea black_sea; landmark rila_monastery; food banitsa
export copper sunflower_oil

= czechia
capital prague; adjective czech; region eastern_europe; language czech; currency koruna
borders germany poland slovakia austria
city brno ostrava; river vltava elbe; range sudetes; peak snezka; landmark the/charles_bridge; food svickova knedliky
export cars beer machinery

= hungary
capital budapest; adjective hungarian; region eastern_europe; language hungarian; currency forint
borders austria slovakia ukraine romania serbia croatia slovenia
city debrecen szeged; river danube tisza; lake lake_balaton; landmark the/fishermans_bastion; food goulash langos
export cars machinery

= moldova
capital chisinau; adjective moldovan; region eastern_europe; language romanian; currency leu
borders romania ukraine
city balti; river dniester; landmark orheiul_vechi; food mamaliga; export wine fruit

= poland
capital warsaw; adjective polish; region eastern_europe; language polish; currency zloty
borders germany czechia slovakia ukraine belarus lithuania russia
city krakow gdansk wroclaw; river vistula oder; range tatra_mountains; peak rysy; sea baltic_sea; landmark wawel_castle
food pierogi bigos; export furniture coal machinery

= romania
capital bucharest; adjective romanian; region eastern_europe; language romanian; currency leu
borders hungary serbia bulgaria ukraine moldova
city cluj timisoara; river danube; range carpathians; peak moldoveanu; sea black_sea; landmark bran_castle; food sarmale mici
export cars wheat

= russia
capital moscow; adjective russian; region eastern_europe; language russian; currency ruble
borders norway finland estonia latvia lithuania poland belarus ukraine georgia azerbaijan kazakhstan china mongolia north_korea
city saint_petersburg novosibirsk vladivostok; river volga lena; lake lake_baikal; range urals caucasus; peak elbrus
sea arctic_ocean pacific_ocean; landmark the/kremlin the/hermitage; food borscht pelmeni; export oil gas wheat

= slovakia
capital bratislava; adjective slovak; region eastern_europe; language slovak; currency euro
borders czechia poland ukraine hungary austria
city kosice zilina; river danube vah; range tatra_mountains; peak gerlachovsky_stit; landmark spis_castle; food bryndzove_halusky; export cars

= ukraine
capital kyiv; adjective ukrainian; region eastern_europe; language ukrainian; currency hryvnia
borders russia belarus poland slovakia hungary romania moldova
city lviv odesa kharkiv; river dnieper dniester; range carpathians; peak hoverla; sea black_sea; landmark the/pechersk_lavra
food borscht varenyky; export wheat sunflower_oil steel

= albania
capital tirana; adjective albanian; region southern_europe; language albanian; currency lek
borders montenegro north_macedonia greece
city durres vlore; river drin; lake lake_ohrid; sea adriatic_sea; landmark the/ruins_of_butrint; food tave_kosi; export shoes chrome

= andorra
capital andorra_la_vella; adjective andorran; region southern_europe; language catalan; currency euro
borders france spain
city encamp; range pyrenees; peak coma_pedrosa; landmark casa_de_la_vall; food escudella

= bosnia_and_herzegovina
capital sarajevo; adjective bosnian; region southern_europe; language bosnian serbian croatian; currency convertible_mark
borders croatia serbia montenegro
city banja_luka mostar; river drina neretva; range dinaric_alps; sea adriatic_sea; landmark stari_most; food cevapi; export furniture

= croatia
capital zagreb; adjective croatian; region southern_europe; language croatian; currency euro
borders slovenia hungary serbia bosnia_and_herzegovina montenegro
city split dubrovnik; river sava drava; range dinaric_alps; sea adriatic_sea; landmark the/plitvice_lakes; food peka; export ships

= greece
capital athens; adjective greek; region southern_europe; language greek; currency euro
borders albania north_macedonia bulgaria turkey
city thessaloniki patras; range pindus; peak mount_olympus; sea aegean_sea; landmark the/parthenon the/acropolis
food moussaka souvlaki; export olive_oil feta

= italy
capital rome; adjective italian; region southern_europe; language italian; currency euro
borders france switzerland austria slovenia san_marino vatican_city
city milan naples venice; river tiber po; lake lake_como; range alps apennines; peak etna; sea mediterranean_sea adriatic_sea
landmark the/colosseum the/leaning_tower_of_pisa; food pizza risotto; export wine pasta cars

= malta
capital valletta; adjective maltese; region southern_europe; language maltese english; currency euro
city birkirkara; sea mediterranean_sea; landmark the/temples_of_ggantija; food pastizzi

= montenegro
capital podgorica; adjective montenegrin; region southern_europe; language montenegrin; currency euro
borders croatia bosnia_and_herzegovina serbia albania
city niksic; lake lake_skadar; peak durmitor; sea adriatic_sea; landmark the/bay_of_kotor; food kacamak; export aluminium

= north_macedonia
capital skopje; adjective macedonian; region southern_europe; language macedonian albanian; currency denar
borders serbia bulgaria greece albania
city bitola; river vardar; lake lake_ohrid; landmark samuels_fortress; food tavce_gravce; export tobacco

= portugal
capital lisbon; adjective portuguese; region southern_europe; language portuguese; currency euro
borders spain
city porto braga; river tagus douro; range serra_da_estrela; sea atlantic_ocean; landmark the/belem_tower
food bacalhau pasteis_de_nata; export cork_bark wine

= san_marino
adjective sammarinese; region southern_europe; language italian; currency euro
borders italy
peak monte_titano; landmark the/guaita_tower; food torta_tre_monti

= serbia
capital belgrade; adjective serbian; region southern_europe; language serbian; currency dinar
borders hungary romania bulgaria north_macedonia montenegro bosnia_and_herzegovina croatia
city novi_sad nis; river danube sava; landmark the/kalemegdan_fortress; food cevapi ajvar; export raspberries copper

= slovenia
capital ljubljana; adjective slovenian; region southern_europe; language slovene; currency euro
borders italy austria hungary croatia
city maribor; river sava; lake lake_bled; range julian_alps; peak triglav; sea adriatic_sea; landmark the/postojna_cave
food potica; export medicine cars

= spain
capital madrid; adjective spanish; region southern_europe; language spanish catalan; currency euro
borders portugal france andorra
city barcelona seville bilbao; river ebro tagus; range pyrenees sierra_nevada; peak teide; sea mediterranean_sea atlantic_ocean
landmark the/alhambra the/sagrada_familia; food paella gazpacho; export olive_oil wine oranges

= vatican_city
region southern_europe; language italian latin; currency euro
borders italy
landmark the/sistine_chapel saint_peters_basilica
`
