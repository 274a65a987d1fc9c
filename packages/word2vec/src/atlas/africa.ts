// Facts about the countries of Africa, in the format that records.ts describes.

/** Countries of Africa, grouped as the United Nations statistics division groups them. */
export const AFRICA: string = `
= algeria
capital algiers; adjective algerian; region north_africa; language arabic berber; currency dinar
borders morocco tunisia libya niger mali mauritania
city oran constantine; range atlas_mountains hoggar; peak mount_tahat; sea mediterranean_sea; landmark timgad; food couscous; export gas oil dates

= egypt
capital cairo; adjective egyptian; region north_africa; language arabic; currency pound
borders libya sudan israel palestine
city alexandria luxor; river nile; lake lake_nasser; peak mount_sinai; sea mediterranean_sea red_sea; landmark the/great_pyramid the/sphinx
food koshari ful_medames; export cotton gas oranges

= libya
adjective libyan; region north_africa; language arabic; currency dinar
borders tunisia algeria niger chad sudan egypt
capital tripoli; city benghazi misrata; sea mediterranean_sea; landmark leptis_magna; food bazeen; export oil gas

= morocco
capital rabat; adjective moroccan; region north_africa; language arabic berber; currency dirham
borders algeria
city casablanca marrakesh fez; range atlas_mountains; peak toubkal; sea atlantic_ocean mediterranean_sea; landmark the/hassan_tower
food tagine couscous; export phosphates oranges

= sudan
capital khartoum; adjective sudanese; region north_africa; language arabic; currency pound
borders egypt libya chad central_african_republic south_sudan ethiopia eritrea
city omdurman port_sudan; river nile blue_nile; peak jebel_marra; sea red_sea; landmark the/pyramids_of_meroe; food ful_medames
export gold gum_arabic sesame

= tunisia
capital tunis; adjective tunisian; region north_africa; language arabic; currency dinar
borders algeria libya
city sfax sousse; river medjerda; range atlas_mountains; sea mediterranean_sea; landmark carthage; food brik couscous; export olive_oil dates

= benin
adjective beninese; region west_africa; language french fon; currency cfa_franc
borders togo burkina_faso niger nigeria
capital porto_novo; city cotonou parakou; river oueme; sea gulf_of_guinea; landmark the/palaces_of_abomey; food amiwo; export cotton cashews

= burkina_faso
capital ouagadougou; adjective burkinabe; region west_africa; language moore french; currency cfa_franc
borders mali niger benin togo ghana ivory_coast
city bobo_dioulasso; river black_volta; peak tena_kourou; landmark the/ruins_of_loropeni; food riz_gras; export gold cotton

= cape_verde
capital praia; adjective cape_verdean; region west_africa; language portuguese; currency escudo
city mindelo; peak pico_do_fogo; sea atlantic_ocean; landmark cidade_velha; food cachupa; export fish

= the/gambia
capital banjul; adjective gambian; region west_africa; language english mandinka; currency dalasi
borders senegal
city serekunda; river gambia_river; sea atlantic_ocean; landmark kunta_kinteh_island; food domoda; export peanuts

= ghana
capital accra; adjective ghanaian; region west_africa; language english twi; currency cedi
borders ivory_coast burkina_faso togo
city kumasi tamale; river black_volta; lake lake_volta; peak mount_afadja; sea gulf_of_guinea; landmark elmina_castle; food fufu waakye
export gold cocoa

= guinea
capital conakry; adjective guinean; region west_africa; language french fula; currency franc
borders guinea_bissau senegal mali ivory_coast liberia sierra_leone
city kankan; river niger_river; peak mount_nimba; sea atlantic_ocean; landmark the/fouta_djallon; food fonio; export bauxite gold

= guinea_bissau
capital bissau; adjective bissau_guinean; region west_africa; language portuguese; currency cfa_franc
borders senegal guinea
city bafata; river geba; sea atlantic_ocean; landmark the/bijagos_islands; food jollof_rice; export cashews

= ivory_coast
capital yamoussoukro; adjective ivorian; region west_africa; language french dyula; currency cfa_franc
borders liberia guinea mali burkina_faso ghana
city abidjan bouake; river bandama; peak mount_nimba; sea gulf_of_guinea; landmark the/basilica_of_our_lady_of_peace; food attieke
export cocoa cashews rubber

= liberia
capital monrovia; adjective liberian; region west_africa; language english; currency dollar
borders sierra_leone guinea ivory_coast
city gbarnga; river saint_paul_river; peak mount_wuteve; sea atlantic_ocean; landmark sapo_forest; food dumboy; export rubber iron_ore

= mali
capital bamako; adjective malian; region west_africa; language bambara french; currency cfa_franc
borders algeria niger burkina_faso ivory_coast guinea senegal mauritania
city timbuktu mopti; river niger_river; peak hombori_tondo; landmark the/great_mosque_of_djenne; food tiguadege_na; export gold cotton

= mauritania
capital nouakchott; adjective mauritanian; region west_africa; language arabic; currency ouguiya
borders algeria mali senegal
city nouadhibou; river senegal_river; sea atlantic_ocean; landmark chinguetti; food thieboudienne; export iron_ore fish gold

= niger
capital niamey; adjective nigerien; region west_africa; language hausa french; currency cfa_franc
borders algeria libya chad nigeria benin burkina_faso mali
city agadez zinder; river niger_river; range air_mountains; landmark the/agadez_mosque; food dambou; export uranium gold

= nigeria
capital abuja; adjective nigerian; region west_africa; language english hausa yoruba igbo; currency naira
borders benin niger chad cameroon
city lagos kano ibadan; river niger_river benue; lake lake_chad; peak chappal_waddi; sea gulf_of_guinea; landmark zuma_rock
food jollof_rice egusi_soup; export oil gas cocoa

= senegal
capital dakar; adjective senegalese; region west_africa; language french wolof; currency cfa_franc
borders mauritania mali guinea guinea_bissau gambia
city touba thies; river senegal_river; sea atlantic_ocean; landmark goree_island; food thieboudienne poulet_yassa; export peanuts fish

= sierra_leone
capital freetown; adjective sierra_leonean; region west_africa; language english krio; currency leone
borders guinea liberia
city makeni; river rokel; peak mount_bintumani; sea atlantic_ocean; landmark bunce_island; food cassava_leaf_stew; export diamonds iron_ore

= togo
capital lome; adjective togolese; region west_africa; language french ewe; currency cfa_franc
borders ghana burkina_faso benin
city sokode; river mono; peak mount_agou; sea gulf_of_guinea; landmark koutammakou; food fufu; export phosphates cotton

= angola
capital luanda; adjective angolan; region central_africa; language portuguese; currency kwanza
borders republic_of_the_congo democratic_republic_of_the_congo zambia namibia
city huambo lobito; river cunene; peak mount_moco; sea atlantic_ocean; landmark the/kalandula_falls; food muamba_de_galinha; export oil diamonds

= cameroon
capital yaounde; adjective cameroonian; region central_africa; language french english; currency cfa_franc
borders nigeria chad central_african_republic republic_of_the_congo gabon equatorial_guinea
city douala garoua; river sanaga; lake lake_chad; peak mount_cameroon; sea gulf_of_guinea; landmark waza_park; food ndole; export oil cocoa timber

= the/central_african_republic
capital bangui; adjective central_african; region central_africa; language sango french; currency cfa_franc
borders chad sudan south_sudan democratic_republic_of_the_congo republic_of_the_congo cameroon
city bimbo; river ubangi; peak mont_ngaoui; landmark dzanga_sangha; food kanda_ti_nyma; export diamonds timber

= chad
capital ndjamena; adjective chadian; region central_africa; language french arabic; currency cfa_franc
borders libya sudan central_african_republic cameroon nigeria niger
city moundou abeche; river chari; lake lake_chad; range tibesti; peak emi_koussi; landmark the/ounianga_lakes; food boule; export oil cattle

= the/democratic_republic_of_the_congo
capital kinshasa; adjective congolese; region central_africa; language french lingala; currency franc
borders republic_of_the_congo central_african_republic south_sudan uganda rwanda burundi tanzania zambia angola
city lubumbashi goma kisangani; river congo_river; lake lake_tanganyika; range rwenzori; sea atlantic_ocean; landmark virunga
food pondu; export copper cobalt

= equatorial_guinea
adjective equatorial_guinean; region central_africa; language spanish french; currency cfa_franc
borders cameroon gabon
city malabo bata; peak pico_basile; sea gulf_of_guinea; food pepper_soup; export oil gas

= gabon
capital libreville; adjective gabonese; region central_africa; language french; currency cfa_franc
borders equatorial_guinea cameroon republic_of_the_congo
city port_gentil; river ogooue; sea gulf_of_guinea; landmark loango_park; food poulet_nyembwe; export oil timber manganese

= the/republic_of_the_congo
capital brazzaville; adjective congolese; region central_africa; language french lingala; currency cfa_franc
borders gabon cameroon central_african_republic democratic_republic_of_the_congo angola
city pointe_noire; river congo_river; sea atlantic_ocean; landmark odzala_park; food saka_saka; export oil timber

= sao_tome_and_principe
capital sao_tome; adjective santomean; region central_africa; language portuguese; currency dobra
city neves; peak pico_cao_grande; sea gulf_of_guinea; landmark boca_do_inferno; food calulu; export cocoa

= burundi
capital gitega; adjective burundian; region east_africa; language kirundi french; currency franc
borders rwanda democratic_republic_of_the_congo tanzania
city bujumbura; river ruvubu; lake lake_tanganyika; peak mount_heha; landmark the/karera_falls; food boko_boko; export coffee tea

= the/comoros
capital moroni; adjective comorian; region east_africa; language comorian french arabic; currency franc
city mutsamudu; peak karthala; sea indian_ocean; landmark the/old_friday_mosque; food langouste_a_la_vanille; export vanilla cloves

= djibouti
capital djibouti_city; adjective djiboutian; region east_africa; language french arabic; currency franc
borders eritrea ethiopia somalia
city ali_sabieh; lake lake_assal; sea red_sea; landmark day_forest; food skoudehkaris; export salt cattle

= eritrea
capital asmara; adjective eritrean; region east_africa; language tigrinya arabic; currency nakfa
borders sudan ethiopia djibouti
city massawa keren; sea red_sea; landmark the/fiat_tagliero_building; food zigni injera; export gold

= ethiopia
capital addis_ababa; adjective ethiopian; region east_africa; language amharic oromo; currency birr
borders eritrea djibouti somalia kenya south_sudan sudan
city dire_dawa gondar; river blue_nile omo; lake lake_tana; peak ras_dashen; landmark the/churches_of_lalibela; food injera doro_wat
export coffee flowers sesame

= kenya
capital nairobi; adjective kenyan; region east_africa; language swahili english; currency shilling
borders somalia ethiopia south_sudan uganda tanzania
city mombasa kisumu; river tana; lake lake_victoria lake_turkana; peak mount_kenya; sea indian_ocean; landmark the/maasai_mara
food ugali nyama_choma; export tea flowers coffee

= madagascar
capital antananarivo; adjective malagasy; region east_africa; language malagasy french; currency ariary
city toamasina; river betsiboka; peak maromokotro; sea indian_ocean; landmark the/avenue_of_the_baobabs; food romazava; export vanilla cloves

= malawi
capital lilongwe; adjective malawian; region east_africa; language chichewa english; currency kwacha
borders tanzania zambia mozambique
city blantyre mzuzu; river shire; lake lake_malawi; peak mount_mulanje; landmark liwonde_park; food nsima chambo; export tobacco tea

= mauritius
capital port_louis; adjective mauritian; region east_africa; language english french; currency rupee
city curepipe; sea indian_ocean; landmark le_morne; food dholl_puri; export sugar clothing

= mozambique
capital maputo; adjective mozambican; region east_africa; language portuguese; currency metical
borders tanzania malawi zambia zimbabwe south_africa eswatini
city beira nampula; river zambezi limpopo; lake lake_malawi; peak monte_binga; sea indian_ocean; landmark gorongosa; food piri_piri_chicken
export coal aluminium prawns

= rwanda
capital kigali; adjective rwandan; region east_africa; language kinyarwanda english french; currency franc
borders uganda democratic_republic_of_the_congo burundi tanzania
city huye; river kagera; lake lake_kivu; peak karisimbi; landmark nyungwe_forest; food isombe; export coffee tea tin

= the/seychelles
capital victoria; adjective seychellois; region east_africa; language english french; currency rupee
city anse_boileau; peak morne_seychellois; sea indian_ocean; landmark the/vallee_de_mai; food ladob; export fish

= somalia
capital mogadishu; adjective somali; region east_africa; language somali arabic; currency shilling
borders djibouti ethiopia kenya
city hargeisa kismayo; river shebelle jubba; peak shimbiris; sea indian_ocean; landmark laas_geel; food canjeero; export cattle bananas

= south_sudan
capital juba; adjective south_sudanese; region east_africa; language english arabic; currency pound
borders sudan ethiopia kenya uganda democratic_republic_of_the_congo central_african_republic
city malakal wau; river white_nile; peak mount_kinyeti; landmark the/sudd; food kisra; export oil

= tanzania
capital dodoma; adjective tanzanian; region east_africa; language swahili english; currency shilling
borders kenya uganda rwanda burundi democratic_republic_of_the_congo zambia malawi mozambique
city dar_es_salaam arusha mwanza; river rufiji; lake lake_victoria lake_tanganyika; peak kilimanjaro; sea indian_ocean
landmark the/serengeti stone_town; food ugali; export gold coffee cashews

= uganda
capital kampala; adjective ugandan; region east_africa; language english swahili luganda; currency shilling
borders kenya south_sudan democratic_republic_of_the_congo rwanda tanzania
city entebbe jinja; river white_nile; lake lake_victoria; range rwenzori; landmark bwindi_forest; food matoke rolex_wrap; export coffee tea gold

= zambia
capital lusaka; adjective zambian; region east_africa; language english bemba; currency kwacha
borders democratic_republic_of_the_congo tanzania malawi mozambique zimbabwe botswana namibia angola
city ndola livingstone; river zambezi kafue; lake lake_kariba; landmark the/victoria_falls; food nshima; export copper

= zimbabwe
capital harare; adjective zimbabwean; region east_africa; language english shona ndebele
borders zambia mozambique south_africa botswana
city bulawayo mutare; river zambezi limpopo; lake lake_kariba; landmark the/victoria_falls great_zimbabwe; food sadza; export gold tobacco

= botswana
capital gaborone; adjective botswanan; region southern_africa; language setswana english; currency pula
borders namibia zambia zimbabwe south_africa
city francistown maun; river okavango; landmark the/tsodilo_hills; food seswaa; export diamonds beef

= eswatini
capital mbabane; adjective swazi; region southern_africa; language siswati english; currency lilangeni
borders south_africa mozambique
city manzini; river lusutfu; peak emlembe; landmark sibebe_rock; food emasi; export sugar

= lesotho
capital maseru; adjective basotho; region southern_africa; language sesotho english; currency loti
borders south_africa
city teyateyaneng; river orange_river; range drakensberg; peak thabana_ntlenyana; landmark the/maletsunyane_falls; food pap; export clothing wool

= namibia
capital windhoek; adjective namibian; region southern_africa; language english afrikaans; currency dollar
borders angola zambia botswana south_africa
city walvis_bay swakopmund; river orange_river okavango; peak brandberg; sea atlantic_ocean; landmark sossusvlei; food biltong; export uranium diamonds fish

= south_africa
adjective south_african; region southern_africa; language zulu xhosa afrikaans english; currency rand
borders namibia botswana zimbabwe mozambique eswatini lesotho
city johannesburg cape_town durban; river orange_river limpopo; range drakensberg; sea atlantic_ocean indian_ocean; landmark table_mountain
food bobotie biltong; export gold platinum wine
`
