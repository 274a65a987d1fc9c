// Facts about the countries of North and South America, in the format that records.ts describes.

/** Countries of North America, Central America and the Caribbean. */
export const NORTH_AMERICA: string = `
= canada
capital ottawa; adjective canadian; region northern_america; language english french; currency dollar
borders united_states
city toronto montreal vancouver; river saint_lawrence mackenzie; lake lake_superior lake_ontario; range rocky_mountains; peak mount_logan
sea atlantic_ocean pacific_ocean; landmark niagara_falls; food poutine; export oil timber wheat

= the/united_states
capital washington; adjective american; region northern_america; language english spanish; currency dollar
borders canada mexico
city new_york chicago los_angeles; river mississippi missouri colorado_river; lake lake_superior lake_michigan; range rocky_mountains appalachians
peak denali; sea atlantic_ocean pacific_ocean; landmark the/statue_of_liberty the/grand_canyon; food hamburgers cornbread; export aircraft software soybeans

= mexico
capital mexico_city; adjective mexican; language spanish nahuatl; currency peso
borders united_states guatemala belize
city guadalajara monterrey; river rio_grande; lake lake_chapala; range sierra_madre; peak popocatepetl; sea pacific_ocean gulf_of_mexico
landmark chichen_itza; food tacos mole_poblano; export cars silver avocados

= belize
capital belmopan; adjective belizean; region central_america; language english spanish; currency dollar
borders mexico guatemala
city belize_city; river macal; peak doyles_delight; sea caribbean_sea; landmark the/great_blue_hole; food fry_jacks; export sugar bananas

= costa_rica
capital san_jose; adjective costa_rican; region central_america; language spanish; currency colon
borders nicaragua panama
city alajuela limon; peak arenal; sea pacific_ocean caribbean_sea; landmark monteverde; food gallo_pinto; export bananas coffee pineapples

= el_salvador
capital san_salvador; adjective salvadoran; region central_america; language spanish; currency dollar
borders guatemala honduras
city santa_ana san_miguel; river lempa; lake lake_coatepeque; peak izalco; sea pacific_ocean; landmark joya_de_ceren; food pupusas; export coffee sugar

= guatemala
capital guatemala_city; adjective guatemalan; region central_america; language spanish kiche; currency quetzal
borders mexico belize honduras el_salvador
city quetzaltenango; river motagua; lake lake_atitlan; range sierra_madre; peak tajumulco; sea pacific_ocean; landmark tikal; food pepian; export coffee bananas cardamom

= honduras
capital tegucigalpa; adjective honduran; region central_america; language spanish; currency lempira
borders guatemala el_salvador nicaragua
city san_pedro_sula la_ceiba; river ulua; lake lake_yojoa; sea caribbean_sea; landmark copan; food baleadas; export coffee bananas

= nicaragua
capital managua; adjective nicaraguan; region central_america; language spanish; currency cordoba
borders honduras costa_rica
city leon granada; lake lake_nicaragua; peak momotombo; sea pacific_ocean caribbean_sea; landmark ometepe; food nacatamales; export coffee gold beef

= panama
capital panama_city; adjective panamanian; region central_america; language spanish; currency balboa
borders costa_rica colombia
city colon_city david; river chagres; lake gatun_lake; peak volcan_baru; sea pacific_ocean caribbean_sea; landmark the/panama_canal; food sancocho
export bananas copper

= antigua_and_barbuda
capital saint_johns; adjective antiguan; region the/caribbean; language english; currency dollar
city codrington; sea caribbean_sea; landmark nelsons_dockyard; food fungie

= the/bahamas
capital nassau; adjective bahamian; region the/caribbean; language english; currency dollar
city freeport; sea atlantic_ocean; landmark the/queens_staircase; food conch_fritters; export lobster

= barbados
capital bridgetown; adjective barbadian; region the/caribbean; language english; currency dollar
city speightstown; peak mount_hillaby; sea caribbean_sea; landmark harrisons_cave; food cou_cou; export rum sugar

= cuba
capital havana; adjective cuban; region the/caribbean; language spanish; currency peso
city santiago_de_cuba camaguey; range sierra_maestra; peak pico_turquino; sea caribbean_sea; landmark the/malecon; food ropa_vieja
export cigars nickel sugar

= dominica
capital roseau; region the/caribbean; language english; currency dollar
city portsmouth; peak morne_diablotins; sea caribbean_sea; landmark the/trafalgar_falls; food callaloo; export bananas

= the/dominican_republic
capital santo_domingo; adjective dominican; region the/caribbean; language spanish; currency peso
borders haiti
city santiago_de_los_caballeros punta_cana; lake lago_enriquillo; peak pico_duarte; sea caribbean_sea; landmark the/alcazar_de_colon
food mangu sancocho; export gold cigars

= grenada
capital saint_georges; adjective grenadian; region the/caribbean; language english; currency dollar
city gouyave; lake grand_etang; peak mount_saint_catherine; sea caribbean_sea; landmark fort_george; food oil_down; export nutmeg cocoa

= haiti
capital port_au_prince; adjective haitian; region the/caribbean; language french haitian_creole; currency gourde
borders dominican_republic
city cap_haitien; river artibonite; peak pic_la_selle; sea caribbean_sea; landmark the/citadelle_laferriere; food griot; export clothing mangoes

= jamaica
capital kingston; adjective jamaican; region the/caribbean; language english; currency dollar
city montego_bay; river rio_minho; range blue_mountains; sea caribbean_sea; landmark the/dunns_river_falls; food jerk_chicken; export bauxite rum coffee

= saint_kitts_and_nevis
capital basseterre; adjective kittitian; region the/caribbean; language english; currency dollar
city charlestown; peak mount_liamuiga; sea caribbean_sea; landmark brimstone_hill; food goat_water

= saint_lucia
capital castries; adjective saint_lucian; region the/caribbean; language english; currency dollar
city soufriere; peak mount_gimie; sea caribbean_sea; landmark the/pitons; food green_fig; export bananas

= saint_vincent_and_the_grenadines
capital kingstown; adjective vincentian; region the/caribbean; language english; currency dollar
peak la_soufriere; sea caribbean_sea; landmark the/tobago_cays; food roasted_breadfruit; export bananas

= trinidad_and_tobago
capital port_of_spain; adjective trinidadian; region the/caribbean; language english; currency dollar
city san_fernando chaguanas; river caroni; peak el_cerro_del_aripo; sea caribbean_sea; landmark the/pitch_lake; food doubles callaloo; export gas chemicals
`

/** Countries of South America. */
export const SOUTH_AMERICA: string = `
= argentina
capital buenos_aires; adjective argentine; region the/southern_cone; language spanish; currency peso
borders chile bolivia paraguay brazil uruguay
city rosario mendoza; river parana; lake nahuel_huapi; range andes; peak aconcagua; sea atlantic_ocean; landmark the/iguazu_falls the/perito_moreno_glacier
food asado alfajores; export beef soybeans wine

= bolivia
adjective bolivian; region the/andean_states; language spanish quechua aymara; currency boliviano
borders peru brazil paraguay argentina chile
city la_paz sucre cochabamba; river mamore; lake lake_titicaca; range andes; peak illimani; landmark tiwanaku; food saltenas; export gas tin silver

= brazil
capital brasilia; adjective brazilian; language portuguese; currency real
borders venezuela guyana suriname colombia peru bolivia paraguay argentina uruguay
city sao_paulo rio_de_janeiro salvador_da_bahia; river amazon parana sao_francisco; peak pico_da_neblina; sea atlantic_ocean
landmark christ_the_redeemer the/iguazu_falls; food feijoada; export coffee soybeans iron_ore

= chile
capital santiago; adjective chilean; region the/southern_cone; language spanish; currency peso
borders peru bolivia argentina
city valparaiso concepcion; river biobio; range andes; peak ojos_del_salado; sea pacific_ocean; landmark torres_del_paine; food pastel_de_choclo
export copper wine salmon

= colombia
capital bogota; adjective colombian; region the/andean_states; language spanish; currency peso
borders panama venezuela brazil peru ecuador
city medellin cali cartagena; river magdalena orinoco; range andes; sea caribbean_sea pacific_ocean; landmark monserrate; food arepas ajiaco
export coffee oil flowers

= ecuador
capital quito; adjective ecuadorian; region the/andean_states; language spanish quechua; currency dollar
borders colombia peru
city guayaquil cuenca; river napo; range andes; peak chimborazo cotopaxi; sea pacific_ocean; landmark the/galapagos_islands; food ceviche locro
export bananas oil flowers

= guyana
capital georgetown; adjective guyanese; region the/guianas; language english; currency dollar
borders venezuela brazil suriname
city new_amsterdam; river essequibo; peak mount_roraima; sea atlantic_ocean; landmark the/kaieteur_falls; food pepperpot; export oil gold rice

= paraguay
capital asuncion; adjective paraguayan; region the/southern_cone; language spanish; currency guarani
borders bolivia brazil argentina
city ciudad_del_este encarnacion; river paraguay_river parana; lake ypacarai; landmark the/itaipu_dam; food sopa_paraguaya; export soybeans beef electricity

= peru
capital lima; adjective peruvian; region the/andean_states; language spanish quechua; currency sol
borders ecuador colombia brazil bolivia chile
city cusco arequipa; river amazon ucayali; lake lake_titicaca; range andes; peak huascaran; sea pacific_ocean; landmark machu_picchu
food ceviche lomo_saltado; export copper gold asparagus

= suriname
capital paramaribo; adjective surinamese; region the/guianas; language dutch; currency dollar
borders guyana brazil
city lelydorp; river suriname_river; peak julianatop; sea atlantic_ocean; landmark brownsberg; food pom; export gold rice

= uruguay
capital montevideo; adjective uruguayan; region the/southern_cone; language spanish; currency peso
borders argentina brazil
city salto punta_del_este; river uruguay_river; sea atlantic_ocean; landmark colonia_del_sacramento; food chivito asado; export beef wool soybeans

= venezuela
capital caracas; adjective venezuelan; region the/andean_states; language spanish; currency bolivar
borders colombia brazil guyana
city maracaibo; river orinoco; lake lake_maracaibo; range andes; peak pico_bolivar; sea caribbean_sea; landmark angel_falls; food arepas hallacas; export oil
`
