// Facts about the countries of Asia, in the format that records.ts describes.

/** Countries of Asia, grouped as the United Nations statistics division groups them. */
export const ASIA: string = `
= armenia
capital yerevan; adjective armenian; region western_asia; language armenian; currency dram
borders georgia azerbaijan turkey iran
city gyumri; river aras; lake lake_sevan; range lesser_caucasus; peak aragats; landmark geghard_monastery; food khorovats lavash
export copper brandy

= azerbaijan
capital baku; adjective azerbaijani; region western_asia; language azerbaijani; currency manat
borders russia georgia armenia iran turkey
city ganja sumqayit; river kura; lake the/caspian_sea; range caucasus; landmark the/maiden_tower; food plov dolma; export oil gas

= bahrain
capital manama; adjective bahraini; region western_asia; language arabic; currency dinar
city muharraq; sea gulf; landmark the/tree_of_life; food machboos; export oil aluminium

= cyprus
capital nicosia; adjective cypriot; region western_asia; language greek turkish; currency euro
city limassol larnaca; range troodos_mountains; sea mediterranean_sea; landmark the/tombs_of_the_kings; food halloumi

= georgia
capital tbilisi; adjective georgian; region western_asia; language georgian; currency lari
borders russia azerbaijan armenia turkey
city batumi kutaisi; river kura; range caucasus; peak kazbek; sea black_sea; landmark gergeti_church; food khachapuri khinkali
export wine hazelnuts

= iraq
capital baghdad; adjective iraqi; region western_asia; language arabic kurdish; currency dinar
borders turkey iran kuwait saudi_arabia jordan syria
city basra mosul; river tigris euphrates; range zagros; sea gulf; landmark the/ziggurat_of_ur; food masgouf; export oil dates

= israel
adjective israeli; region western_asia; language hebrew; currency shekel
borders lebanon syria jordan egypt palestine
city tel_aviv haifa; river jordan_river; lake the/dead_sea; sea mediterranean_sea; landmark masada; food shakshuka
export diamonds machinery

= jordan
capital amman; adjective jordanian; region western_asia; language arabic; currency dinar
borders syria iraq saudi_arabia israel palestine
city zarqa aqaba; river jordan_river; lake the/dead_sea; sea red_sea; landmark petra; food mansaf; export phosphates clothing

= kuwait
capital kuwait_city; adjective kuwaiti; region western_asia; language arabic; currency dinar
borders iraq saudi_arabia
city hawalli; sea gulf; landmark the/kuwait_towers; food machboos; export oil

= lebanon
capital beirut; adjective lebanese; region western_asia; language arabic; currency pound
borders syria israel
city sidon tyre; river litani; range anti_lebanon; sea mediterranean_sea; landmark baalbek; food tabbouleh kibbeh; export jewellery

= oman
capital muscat; adjective omani; region western_asia; language arabic; currency rial
borders united_arab_emirates saudi_arabia yemen
city salalah; range hajar_mountains; sea arabian_sea; landmark nizwa_fort; food shuwa; export oil frankincense

= palestine
adjective palestinian; region western_asia; language arabic; currency shekel
borders israel jordan egypt
city nablus hebron; river jordan_river; lake the/dead_sea; sea mediterranean_sea; food musakhan; export olive_oil

= qatar
capital doha; adjective qatari; region western_asia; language arabic; currency riyal
borders saudi_arabia
city al_rayyan; sea gulf; landmark the/museum_of_islamic_art; food machboos; export gas oil

= saudi_arabia
capital riyadh; adjective saudi; region western_asia; language arabic; currency riyal
borders jordan iraq kuwait qatar united_arab_emirates oman yemen
city jeddah mecca medina; sea red_sea gulf; landmark diriyah; food kabsa; export oil dates

= syria
capital damascus; adjective syrian; region western_asia; language arabic; currency pound
borders turkey iraq jordan israel lebanon
city aleppo homs; river euphrates orontes; sea mediterranean_sea; landmark palmyra; food kibbeh; export cotton olive_oil

= turkey
capital ankara; adjective turkish; region western_asia; language turkish; currency lira
borders greece bulgaria georgia armenia azerbaijan iran iraq syria
city istanbul izmir antalya; river euphrates kizilirmak; lake lake_van; range taurus_mountains; peak mount_ararat
sea black_sea aegean_sea mediterranean_sea; landmark hagia_sophia; food kebab baklava; export clothing hazelnuts cars

= the/united_arab_emirates
capital abu_dhabi; adjective emirati; region western_asia; language arabic; currency dirham
borders saudi_arabia oman
city dubai sharjah; range hajar_mountains; sea gulf; landmark the/burj_khalifa; food luqaimat; export oil gold

= yemen
adjective yemeni; region western_asia; language arabic; currency rial
borders saudi_arabia oman
city sanaa aden taiz; sea red_sea arabian_sea; landmark shibam; food saltah; export coffee fish

= afghanistan
capital kabul; adjective afghan; region southern_asia; language pashto dari; currency afghani
borders iran pakistan china tajikistan uzbekistan turkmenistan
city kandahar herat; river helmand amu_darya; range hindu_kush; peak noshaq; landmark the/minaret_of_jam; food kabuli_pulao
export carpets saffron

= bangladesh
capital dhaka; adjective bangladeshi; region southern_asia; language bengali; currency taka
borders india myanmar
city chittagong khulna; river padma jamuna; sea bay_of_bengal; landmark the/sundarbans; food hilsa_curry; export clothing jute

= bhutan
capital thimphu; adjective bhutanese; region southern_asia; language dzongkha; currency ngultrum
borders india china
city phuntsholing; range himalayas; peak gangkhar_puensum; landmark the/tigers_nest; food ema_datshi; export electricity

= india
capital new_delhi; adjective indian; region southern_asia; language hindi english bengali; currency rupee
borders pakistan china nepal bhutan bangladesh myanmar
city mumbai kolkata chennai; river ganges yamuna brahmaputra; range himalayas western_ghats; peak kangchenjunga
sea arabian_sea bay_of_bengal; landmark the/taj_mahal; food dosa biryani; export tea spices software

= iran
capital tehran; adjective iranian; region southern_asia; language persian; currency rial
borders iraq turkey armenia azerbaijan turkmenistan afghanistan pakistan
city isfahan shiraz mashhad; river karun; lake the/caspian_sea; range zagros alborz; peak damavand; sea gulf; landmark persepolis
food ghormeh_sabzi; export oil carpets saffron pistachios

= the/maldives
capital male; adjective maldivian; region southern_asia; language dhivehi; currency rufiyaa
city addu_city; sea indian_ocean; landmark the/hukuru_mosque; food mas_huni; export fish

= nepal
capital kathmandu; adjective nepali; region southern_asia; language nepali; currency rupee
borders india china
city pokhara; river koshi; range himalayas; peak everest annapurna; landmark boudhanath; food dal_bhat momos; export carpets

= pakistan
capital islamabad; adjective pakistani; region southern_asia; language urdu punjabi; currency rupee
borders iran afghanistan china india
city karachi lahore; river indus; range karakoram; sea arabian_sea; landmark the/badshahi_mosque; food nihari
export cotton rice clothing

= sri_lanka
adjective sri_lankan; region southern_asia; language sinhala tamil; currency rupee
city colombo kandy galle; river mahaweli; peak adams_peak; sea indian_ocean; landmark sigiriya; food kottu; export tea cinnamon

= kazakhstan
capital astana; adjective kazakh; region central_asia; language kazakh russian; currency tenge
borders russia china kyrgyzstan uzbekistan turkmenistan
city almaty shymkent; river syr_darya irtysh; lake lake_balkhash the/caspian_sea; range altai_mountains tian_shan; peak khan_tengri
landmark the/charyn_canyon; food beshbarmak; export oil uranium

= kyrgyzstan
capital bishkek; adjective kyrgyz; region central_asia; language kyrgyz russian; currency som
borders kazakhstan uzbekistan tajikistan china
city osh; river naryn; lake issyk_kul; range tian_shan; landmark the/burana_tower; food beshbarmak kuurdak; export gold

= tajikistan
capital dushanbe; adjective tajik; region central_asia; language tajik; currency somoni
borders kyrgyzstan uzbekistan afghanistan china
city khujand; river amu_darya vakhsh; lake karakul; range pamirs; peak ismoil_somoni_peak; landmark hisor_fortress; food qurutob
export aluminium cotton

= turkmenistan
capital ashgabat; adjective turkmen; region central_asia; language turkmen; currency manat
borders kazakhstan uzbekistan afghanistan iran
city turkmenabat; river amu_darya; lake the/caspian_sea; range kopet_dag; landmark the/darvaza_crater; food plov; export gas carpets

= uzbekistan
capital tashkent; adjective uzbek; region central_asia; language uzbek; currency soum
borders kazakhstan kyrgyzstan tajikistan afghanistan turkmenistan
city samarkand bukhara; river amu_darya syr_darya; lake the/aral_sea; range tian_shan; landmark the/registan; food plov
export cotton gold gas

= china
capital beijing; adjective chinese; region eastern_asia; language mandarin cantonese; currency yuan
borders russia mongolia north_korea vietnam laos myanmar india bhutan nepal pakistan afghanistan tajikistan kyrgyzstan kazakhstan
city shanghai guangzhou chengdu; river yangtze yellow_river; range himalayas kunlun; sea yellow_sea south_china_sea
landmark the/great_wall the/forbidden_city; food dumplings mapo_tofu; export electronics machinery silk

= japan
capital tokyo; adjective japanese; region eastern_asia; language japanese; currency yen
city osaka kyoto nagoya; river shinano; lake lake_biwa; peak mount_fuji; sea pacific_ocean; landmark the/kinkakuji_temple himeji_castle
food sushi ramen; export cars electronics machinery

= mongolia
capital ulaanbaatar; adjective mongolian; region eastern_asia; language mongolian; currency tugrik
borders russia china
city erdenet; river selenga; lake khovsgol; range altai_mountains; landmark erdene_zuu; food buuz; export coal copper cashmere

= north_korea
capital pyongyang; adjective north_korean; region eastern_asia; language korean; currency won
borders china russia south_korea
city hamhung; river taedong yalu; peak mount_paektu; sea yellow_sea; landmark the/juche_tower; food naengmyeon; export coal

= south_korea
capital seoul; adjective south_korean; region eastern_asia; language korean; currency won
borders north_korea
city busan incheon; river han_river; peak hallasan; sea yellow_sea; landmark gyeongbokgung; food kimchi bibimbap
export electronics cars ships

= brunei
capital bandar_seri_begawan; adjective bruneian; region southeast_asia; language malay; currency dollar
borders malaysia
city kuala_belait; sea south_china_sea; landmark the/omar_ali_saifuddien_mosque; food ambuyat; export oil gas

= cambodia
capital phnom_penh; adjective cambodian; region southeast_asia; language khmer; currency riel
borders thailand laos vietnam
city siem_reap battambang; river mekong; lake tonle_sap; range cardamom_mountains; sea gulf_of_thailand; landmark angkor_wat
food fish_amok; export clothing rice

= east_timor
capital dili; adjective timorese; region southeast_asia; language tetum portuguese; currency dollar
borders indonesia
city baucau; peak tatamailau; sea timor_sea; landmark the/cristo_rei_of_dili; food ikan_sabuko; export coffee oil

= indonesia
capital jakarta; adjective indonesian; region southeast_asia; language indonesian javanese; currency rupiah
borders malaysia papua_new_guinea east_timor
city surabaya bandung; river kapuas; lake lake_toba; peak mount_bromo; sea java_sea indian_ocean; landmark borobudur
food nasi_goreng rendang; export palm_oil coal coffee

= laos
capital vientiane; adjective lao; region southeast_asia; language lao; currency kip
borders china vietnam cambodia thailand myanmar
city luang_prabang savannakhet; river mekong; range annamite_range; landmark pha_that_luang; food larb; export electricity coffee

= malaysia
capital kuala_lumpur; adjective malaysian; region southeast_asia; language malay; currency ringgit
borders thailand indonesia brunei
city ipoh johor_bahru; river rajang; peak mount_kinabalu; sea south_china_sea; landmark the/petronas_towers; food nasi_lemak laksa
export electronics palm_oil rubber

= myanmar
capital naypyidaw; adjective burmese; region southeast_asia; language burmese; currency kyat
borders india bangladesh china laos thailand
city yangon mandalay; river irrawaddy; lake inle_lake; sea bay_of_bengal; landmark the/shwedagon_pagoda; food mohinga
export gas rice jade

= the/philippines
capital manila; adjective filipino; region southeast_asia; language tagalog english; currency peso
city cebu davao; river cagayan; lake laguna_de_bay; peak mount_mayon; sea pacific_ocean south_china_sea; landmark the/chocolate_hills
food adobo sinigang; export electronics coconuts

= singapore
adjective singaporean; region southeast_asia; language english malay mandarin tamil; currency dollar
sea south_china_sea; landmark the/merlion; food chilli_crab laksa; export electronics

= thailand
capital bangkok; adjective thai; region southeast_asia; language thai; currency baht
borders myanmar laos cambodia malaysia
city chiang_mai phuket; river chao_phraya mekong; peak doi_inthanon; sea gulf_of_thailand andaman_sea; landmark wat_arun
food pad_thai tom_yum; export rice rubber electronics

= vietnam
capital hanoi; adjective vietnamese; region southeast_asia; language vietnamese; currency dong
borders china laos cambodia
city ho_chi_minh_city hue da_nang; river red_river mekong; range annamite_range; peak fansipan; sea south_china_sea
landmark ha_long_bay; food pho banh_mi; export coffee rice electronics
`
