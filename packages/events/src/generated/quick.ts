// Generated from schemas/: do not edit, run `npm run check -- --fix`.
// @ts-nocheck: JavaScript, as ajv writes it.
import { formats, isLonger, isShorter, isText, type Validator } from '@orderflow/event-contracts/runtime'
import type { DataByTopic } from './types.ts'

const formats0 = formats["date-time"];

function InventoryAdjustedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:inventory.adjusted.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.productId === undefined) && (missing0 = "productId")) || ((data.available === undefined) && (missing0 = "available"))) || ((data.reserved === undefined) && (missing0 = "reserved"))) || ((data.sold === undefined) && (missing0 = "sold"))) || ((data.adjustedAt === undefined) && (missing0 = "adjustedAt"))){
InventoryAdjustedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.productId !== undefined){
let data0 = data.productId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/productId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/productId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/productId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.available !== undefined){
let data1 = data.available;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/available",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs3){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/available",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/available",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reserved !== undefined){
let data2 = data.reserved;
const _errs5 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/reserved",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs5){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/reserved",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/reserved",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sold !== undefined){
let data3 = data.sold;
const _errs7 = errors;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/sold",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs7){
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 9007199254740991 || isNaN(data3)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/sold",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data3 < 0 || isNaN(data3)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/sold",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.adjustedAt !== undefined){
let data4 = data.adjustedAt;
const _errs9 = errors;
if(errors === _errs9){
if(errors === _errs9){
if(typeof data4 === "string"){
if(isLonger(data4, 40)){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/adjustedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data4))){
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/adjustedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
InventoryAdjustedV1.errors = [{instancePath:instancePath+"/adjustedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
InventoryAdjustedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
InventoryAdjustedV1.errors = vErrors;
return errors === 0;
}

const pattern0 = new RegExp("^[A-Z][A-Z0-9_]*$", "u");

function OrderCancellationRequestedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:order.cancellation-requested.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.requestedAt === undefined) && (missing0 = "requestedAt"))){
OrderCancellationRequestedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 64)){
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/reason",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern0.test(data1)){
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/reason",keyword:"pattern",params:{pattern: "^[A-Z][A-Z0-9_]*$"},message:"must match pattern \""+"^[A-Z][A-Z0-9_]*$"+"\""}];
return false;
}
}
}
else {
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/reason",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.requestedAt !== undefined){
let data2 = data.requestedAt;
const _errs5 = errors;
if(errors === _errs5){
if(errors === _errs5){
if(typeof data2 === "string"){
if(isLonger(data2, 40)){
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/requestedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data2))){
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/requestedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
OrderCancellationRequestedV1.errors = [{instancePath:instancePath+"/requestedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
OrderCancellationRequestedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
OrderCancellationRequestedV1.errors = vErrors;
return errors === 0;
}


function OrderCancelledV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:order.cancelled.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.cancelledAt === undefined) && (missing0 = "cancelledAt"))){
OrderCancelledV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
OrderCancelledV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
OrderCancelledV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
OrderCancelledV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCancelledV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 64)){
OrderCancelledV1.errors = [{instancePath:instancePath+"/reason",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern0.test(data1)){
OrderCancelledV1.errors = [{instancePath:instancePath+"/reason",keyword:"pattern",params:{pattern: "^[A-Z][A-Z0-9_]*$"},message:"must match pattern \""+"^[A-Z][A-Z0-9_]*$"+"\""}];
return false;
}
}
}
else {
OrderCancelledV1.errors = [{instancePath:instancePath+"/reason",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cancelledAt !== undefined){
let data2 = data.cancelledAt;
const _errs5 = errors;
if(errors === _errs5){
if(errors === _errs5){
if(typeof data2 === "string"){
if(isLonger(data2, 40)){
OrderCancelledV1.errors = [{instancePath:instancePath+"/cancelledAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data2))){
OrderCancelledV1.errors = [{instancePath:instancePath+"/cancelledAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
OrderCancelledV1.errors = [{instancePath:instancePath+"/cancelledAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
OrderCancelledV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
OrderCancelledV1.errors = vErrors;
return errors === 0;
}

const pattern2 = new RegExp("^[A-Z]{3}$", "u");

function OrderClearedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:order.cleared.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.customerId === undefined) && (missing0 = "customerId"))) || ((data.total === undefined) && (missing0 = "total"))) || ((data.clearedAt === undefined) && (missing0 = "clearedAt"))){
OrderClearedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
OrderClearedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
OrderClearedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
OrderClearedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderClearedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.customerId !== undefined){
let data1 = data.customerId;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 100)){
OrderClearedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data1, 1)){
OrderClearedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data1)){
OrderClearedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderClearedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.total !== undefined){
let data2 = data.total;
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.amount === undefined) && (missing1 = "amount")) || ((data2.currency === undefined) && (missing1 = "currency"))){
OrderClearedV1.errors = [{instancePath:instancePath+"/total",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.amount !== undefined){
let data3 = data2.amount;
const _errs7 = errors;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
OrderClearedV1.errors = [{instancePath:instancePath+"/total/amount",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs7){
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 9007199254740991 || isNaN(data3)){
OrderClearedV1.errors = [{instancePath:instancePath+"/total/amount",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data3 < 0 || isNaN(data3)){
OrderClearedV1.errors = [{instancePath:instancePath+"/total/amount",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs7 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.currency !== undefined){
let data4 = data2.currency;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(isLonger(data4, 3)){
OrderClearedV1.errors = [{instancePath:instancePath+"/total/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data4)){
OrderClearedV1.errors = [{instancePath:instancePath+"/total/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
OrderClearedV1.errors = [{instancePath:instancePath+"/total/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
}
}
}
else {
OrderClearedV1.errors = [{instancePath:instancePath+"/total",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.clearedAt !== undefined){
let data5 = data.clearedAt;
const _errs11 = errors;
if(errors === _errs11){
if(errors === _errs11){
if(typeof data5 === "string"){
if(isLonger(data5, 40)){
OrderClearedV1.errors = [{instancePath:instancePath+"/clearedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data5))){
OrderClearedV1.errors = [{instancePath:instancePath+"/clearedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
OrderClearedV1.errors = [{instancePath:instancePath+"/clearedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
OrderClearedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
OrderClearedV1.errors = vErrors;
return errors === 0;
}


function OrderCompletedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:order.completed.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.orderId === undefined) && (missing0 = "orderId")) || ((data.completedAt === undefined) && (missing0 = "completedAt"))){
OrderCompletedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
OrderCompletedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
OrderCompletedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
OrderCompletedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCompletedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.completedAt !== undefined){
let data1 = data.completedAt;
const _errs3 = errors;
if(errors === _errs3){
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 40)){
OrderCompletedV1.errors = [{instancePath:instancePath+"/completedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data1))){
OrderCompletedV1.errors = [{instancePath:instancePath+"/completedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
OrderCompletedV1.errors = [{instancePath:instancePath+"/completedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
OrderCompletedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
OrderCompletedV1.errors = vErrors;
return errors === 0;
}


function OrderCreatedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:order.created.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.customerId === undefined) && (missing0 = "customerId"))) || ((data.items === undefined) && (missing0 = "items"))) || ((data.createdAt === undefined) && (missing0 = "createdAt"))){
OrderCreatedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
const _errs1 = errors;
if(typeof data.orderId !== "string"){
OrderCreatedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.customerId !== undefined){
const _errs3 = errors;
if(typeof data.customerId !== "string"){
OrderCreatedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.items !== undefined){
let data2 = data.items;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs7 = errors;
if(errors === _errs7){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if(((data3.productId === undefined) && (missing1 = "productId")) || ((data3.quantity === undefined) && (missing1 = "quantity"))){
OrderCreatedV1.errors = [{instancePath:instancePath+"/items/" + i0,keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data3.productId !== undefined){
const _errs9 = errors;
if(typeof data3.productId !== "string"){
OrderCreatedV1.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.quantity !== undefined){
let data5 = data3.quantity;
const _errs11 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
OrderCreatedV1.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs11){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
OrderCreatedV1.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data5 < 1 || isNaN(data5)){
OrderCreatedV1.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
}
}
}
else {
OrderCreatedV1.errors = [{instancePath:instancePath+"/items/" + i0,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
else {
OrderCreatedV1.errors = [{instancePath:instancePath+"/items",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.createdAt !== undefined){
let data6 = data.createdAt;
const _errs13 = errors;
if(errors === _errs13){
if(errors === _errs13){
if(typeof data6 === "string"){
if(!(formats0(data6))){
OrderCreatedV1.errors = [{instancePath:instancePath+"/createdAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
else {
OrderCreatedV1.errors = [{instancePath:instancePath+"/createdAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
OrderCreatedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
OrderCreatedV1.errors = vErrors;
return errors === 0;
}

const pattern4 = new RegExp("^[A-Z]{2}$", "u");

function OrderCreatedV2(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:order.created.v2" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.customerId === undefined) && (missing0 = "customerId"))) || ((data.items === undefined) && (missing0 = "items"))) || ((data.currency === undefined) && (missing0 = "currency"))) || ((data.createdAt === undefined) && (missing0 = "createdAt"))){
OrderCreatedV2.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCreatedV2.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.customerId !== undefined){
let data1 = data.customerId;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 100)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/customerId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data1, 1)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/customerId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data1)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/customerId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCreatedV2.errors = [{instancePath:instancePath+"/customerId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.items !== undefined){
let data2 = data.items;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
if(data2.length > 1000){
OrderCreatedV2.errors = [{instancePath:instancePath+"/items",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items"}];
return false;
}
else {
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs7 = errors;
if(errors === _errs7){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if(((data3.productId === undefined) && (missing1 = "productId")) || ((data3.quantity === undefined) && (missing1 = "quantity"))){
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0,keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data3.productId !== undefined){
let data4 = data3.productId;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(isLonger(data4, 100)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data4, 1)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data4)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.quantity !== undefined){
let data5 = data3.quantity;
const _errs11 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs11){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data5 < 1 || isNaN(data5)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
}
}
}
else {
OrderCreatedV2.errors = [{instancePath:instancePath+"/items/" + i0,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
}
else {
OrderCreatedV2.errors = [{instancePath:instancePath+"/items",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.currency !== undefined){
let data6 = data.currency;
const _errs13 = errors;
if(errors === _errs13){
if(typeof data6 === "string"){
if(isLonger(data6, 3)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data6)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
OrderCreatedV2.errors = [{instancePath:instancePath+"/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.destinationCountry !== undefined){
let data7 = data.destinationCountry;
const _errs15 = errors;
if(errors === _errs15){
if(typeof data7 === "string"){
if(isLonger(data7, 2)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/destinationCountry",keyword:"maxLength",params:{limit: 2},message:"must NOT have more than 2 characters"}];
return false;
}
else {
if(!pattern4.test(data7)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/destinationCountry",keyword:"pattern",params:{pattern: "^[A-Z]{2}$"},message:"must match pattern \""+"^[A-Z]{2}$"+"\""}];
return false;
}
}
}
else {
OrderCreatedV2.errors = [{instancePath:instancePath+"/destinationCountry",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.createdAt !== undefined){
let data8 = data.createdAt;
const _errs17 = errors;
if(errors === _errs17){
if(errors === _errs17){
if(typeof data8 === "string"){
if(isLonger(data8, 40)){
OrderCreatedV2.errors = [{instancePath:instancePath+"/createdAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data8))){
OrderCreatedV2.errors = [{instancePath:instancePath+"/createdAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
OrderCreatedV2.errors = [{instancePath:instancePath+"/createdAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
OrderCreatedV2.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
OrderCreatedV2.errors = vErrors;
return errors === 0;
}


function OrderCreatedV3(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:order.created.v3" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.customerId === undefined) && (missing0 = "customerId"))) || ((data.items === undefined) && (missing0 = "items"))) || ((data.currency === undefined) && (missing0 = "currency"))) || ((data.saga === undefined) && (missing0 = "saga"))) || ((data.createdAt === undefined) && (missing0 = "createdAt"))){
OrderCreatedV3.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCreatedV3.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.customerId !== undefined){
let data1 = data.customerId;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 100)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/customerId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data1, 1)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/customerId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data1)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/customerId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCreatedV3.errors = [{instancePath:instancePath+"/customerId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.items !== undefined){
let data2 = data.items;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
if(data2.length > 1000){
OrderCreatedV3.errors = [{instancePath:instancePath+"/items",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items"}];
return false;
}
else {
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs7 = errors;
if(errors === _errs7){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if(((data3.productId === undefined) && (missing1 = "productId")) || ((data3.quantity === undefined) && (missing1 = "quantity"))){
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0,keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data3.productId !== undefined){
let data4 = data3.productId;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(isLonger(data4, 100)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data4, 1)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data4)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.quantity !== undefined){
let data5 = data3.quantity;
const _errs11 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs11){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data5 < 1 || isNaN(data5)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0+"/quantity",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
}
}
}
else {
OrderCreatedV3.errors = [{instancePath:instancePath+"/items/" + i0,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
}
else {
OrderCreatedV3.errors = [{instancePath:instancePath+"/items",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.currency !== undefined){
let data6 = data.currency;
const _errs13 = errors;
if(errors === _errs13){
if(typeof data6 === "string"){
if(isLonger(data6, 3)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data6)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
OrderCreatedV3.errors = [{instancePath:instancePath+"/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.destinationCountry !== undefined){
let data7 = data.destinationCountry;
const _errs15 = errors;
if(errors === _errs15){
if(typeof data7 === "string"){
if(isLonger(data7, 2)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/destinationCountry",keyword:"maxLength",params:{limit: 2},message:"must NOT have more than 2 characters"}];
return false;
}
else {
if(!pattern4.test(data7)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/destinationCountry",keyword:"pattern",params:{pattern: "^[A-Z]{2}$"},message:"must match pattern \""+"^[A-Z]{2}$"+"\""}];
return false;
}
}
}
else {
OrderCreatedV3.errors = [{instancePath:instancePath+"/destinationCountry",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.saga !== undefined){
let data8 = data.saga;
const _errs17 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
OrderCreatedV3.errors = [{instancePath:instancePath+"/saga",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs17){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 9007199254740991 || isNaN(data8)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/saga",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data8 < 1 || isNaN(data8)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/saga",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.createdAt !== undefined){
let data9 = data.createdAt;
const _errs19 = errors;
if(errors === _errs19){
if(errors === _errs19){
if(typeof data9 === "string"){
if(isLonger(data9, 40)){
OrderCreatedV3.errors = [{instancePath:instancePath+"/createdAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data9))){
OrderCreatedV3.errors = [{instancePath:instancePath+"/createdAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
OrderCreatedV3.errors = [{instancePath:instancePath+"/createdAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
else {
OrderCreatedV3.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
OrderCreatedV3.errors = vErrors;
return errors === 0;
}


function OrderRejectedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:order.rejected.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.rejectedAt === undefined) && (missing0 = "rejectedAt"))){
OrderRejectedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
OrderRejectedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
OrderRejectedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
OrderRejectedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
OrderRejectedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 64)){
OrderRejectedV1.errors = [{instancePath:instancePath+"/reason",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern0.test(data1)){
OrderRejectedV1.errors = [{instancePath:instancePath+"/reason",keyword:"pattern",params:{pattern: "^[A-Z][A-Z0-9_]*$"},message:"must match pattern \""+"^[A-Z][A-Z0-9_]*$"+"\""}];
return false;
}
}
}
else {
OrderRejectedV1.errors = [{instancePath:instancePath+"/reason",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rejectedAt !== undefined){
let data2 = data.rejectedAt;
const _errs5 = errors;
if(errors === _errs5){
if(errors === _errs5){
if(typeof data2 === "string"){
if(isLonger(data2, 40)){
OrderRejectedV1.errors = [{instancePath:instancePath+"/rejectedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data2))){
OrderRejectedV1.errors = [{instancePath:instancePath+"/rejectedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
OrderRejectedV1.errors = [{instancePath:instancePath+"/rejectedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
OrderRejectedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
OrderRejectedV1.errors = vErrors;
return errors === 0;
}


function PaymentCapturedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:payment.captured.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.customerId === undefined) && (missing0 = "customerId"))) || ((data.amount === undefined) && (missing0 = "amount"))) || ((data.gatewayReference === undefined) && (missing0 = "gatewayReference"))) || ((data.capturedAt === undefined) && (missing0 = "capturedAt"))){
PaymentCapturedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
PaymentCapturedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.customerId !== undefined){
let data1 = data.customerId;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 100)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data1, 1)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data1)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
PaymentCapturedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.amount !== undefined){
let data2 = data.amount;
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.amount === undefined) && (missing1 = "amount")) || ((data2.currency === undefined) && (missing1 = "currency"))){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/amount",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.amount !== undefined){
let data3 = data2.amount;
const _errs7 = errors;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/amount/amount",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs7){
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 9007199254740991 || isNaN(data3)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/amount/amount",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data3 < 0 || isNaN(data3)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/amount/amount",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs7 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.currency !== undefined){
let data4 = data2.currency;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(isLonger(data4, 3)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/amount/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data4)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/amount/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
PaymentCapturedV1.errors = [{instancePath:instancePath+"/amount/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
}
}
}
else {
PaymentCapturedV1.errors = [{instancePath:instancePath+"/amount",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.gatewayReference !== undefined){
let data5 = data.gatewayReference;
const _errs11 = errors;
if(errors === _errs11){
if(typeof data5 === "string"){
if(isLonger(data5, 100)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/gatewayReference",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data5, 1)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/gatewayReference",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data5)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/gatewayReference",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
PaymentCapturedV1.errors = [{instancePath:instancePath+"/gatewayReference",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.capturedAt !== undefined){
let data6 = data.capturedAt;
const _errs13 = errors;
if(errors === _errs13){
if(errors === _errs13){
if(typeof data6 === "string"){
if(isLonger(data6, 40)){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/capturedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data6))){
PaymentCapturedV1.errors = [{instancePath:instancePath+"/capturedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
PaymentCapturedV1.errors = [{instancePath:instancePath+"/capturedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
PaymentCapturedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
PaymentCapturedV1.errors = vErrors;
return errors === 0;
}


function PaymentDeclinedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:payment.declined.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.declinedAt === undefined) && (missing0 = "declinedAt"))){
PaymentDeclinedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 64)){
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/reason",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern0.test(data1)){
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/reason",keyword:"pattern",params:{pattern: "^[A-Z][A-Z0-9_]*$"},message:"must match pattern \""+"^[A-Z][A-Z0-9_]*$"+"\""}];
return false;
}
}
}
else {
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/reason",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.declinedAt !== undefined){
let data2 = data.declinedAt;
const _errs5 = errors;
if(errors === _errs5){
if(errors === _errs5){
if(typeof data2 === "string"){
if(isLonger(data2, 40)){
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/declinedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data2))){
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/declinedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
PaymentDeclinedV1.errors = [{instancePath:instancePath+"/declinedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
PaymentDeclinedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
PaymentDeclinedV1.errors = vErrors;
return errors === 0;
}


function PaymentRefundedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:payment.refunded.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.amount === undefined) && (missing0 = "amount"))) || ((data.gatewayReference === undefined) && (missing0 = "gatewayReference"))) || ((data.refundedAt === undefined) && (missing0 = "refundedAt"))){
PaymentRefundedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
PaymentRefundedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.amount !== undefined){
let data1 = data.amount;
const _errs3 = errors;
if(errors === _errs3){
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
let missing1;
if(((data1.amount === undefined) && (missing1 = "amount")) || ((data1.currency === undefined) && (missing1 = "currency"))){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/amount",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data1.amount !== undefined){
let data2 = data1.amount;
const _errs5 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/amount/amount",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs5){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/amount/amount",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/amount/amount",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs5 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data1.currency !== undefined){
let data3 = data1.currency;
const _errs7 = errors;
if(errors === _errs7){
if(typeof data3 === "string"){
if(isLonger(data3, 3)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/amount/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data3)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/amount/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
PaymentRefundedV1.errors = [{instancePath:instancePath+"/amount/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs7 === errors;
}
else {
var valid1 = true;
}
}
}
}
else {
PaymentRefundedV1.errors = [{instancePath:instancePath+"/amount",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.gatewayReference !== undefined){
let data4 = data.gatewayReference;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(isLonger(data4, 100)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/gatewayReference",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data4, 1)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/gatewayReference",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data4)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/gatewayReference",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
PaymentRefundedV1.errors = [{instancePath:instancePath+"/gatewayReference",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.refundedAt !== undefined){
let data5 = data.refundedAt;
const _errs11 = errors;
if(errors === _errs11){
if(errors === _errs11){
if(typeof data5 === "string"){
if(isLonger(data5, 40)){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/refundedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data5))){
PaymentRefundedV1.errors = [{instancePath:instancePath+"/refundedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
PaymentRefundedV1.errors = [{instancePath:instancePath+"/refundedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
PaymentRefundedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
PaymentRefundedV1.errors = vErrors;
return errors === 0;
}


function ShipmentCancelledV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:shipment.cancelled.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.cancelledAt === undefined) && (missing0 = "cancelledAt"))){
ShipmentCancelledV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 64)){
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/reason",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern0.test(data1)){
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/reason",keyword:"pattern",params:{pattern: "^[A-Z][A-Z0-9_]*$"},message:"must match pattern \""+"^[A-Z][A-Z0-9_]*$"+"\""}];
return false;
}
}
}
else {
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/reason",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cancelledAt !== undefined){
let data2 = data.cancelledAt;
const _errs5 = errors;
if(errors === _errs5){
if(errors === _errs5){
if(typeof data2 === "string"){
if(isLonger(data2, 40)){
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/cancelledAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data2))){
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/cancelledAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
ShipmentCancelledV1.errors = [{instancePath:instancePath+"/cancelledAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
ShipmentCancelledV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
ShipmentCancelledV1.errors = vErrors;
return errors === 0;
}


function ShipmentDispatchedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:shipment.dispatched.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.trackingNumber === undefined) && (missing0 = "trackingNumber"))) || ((data.dispatchedAt === undefined) && (missing0 = "dispatchedAt"))){
ShipmentDispatchedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.trackingNumber !== undefined){
let data1 = data.trackingNumber;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 100)){
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/trackingNumber",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data1, 1)){
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/trackingNumber",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data1)){
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/trackingNumber",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/trackingNumber",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.dispatchedAt !== undefined){
let data2 = data.dispatchedAt;
const _errs5 = errors;
if(errors === _errs5){
if(errors === _errs5){
if(typeof data2 === "string"){
if(isLonger(data2, 40)){
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/dispatchedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data2))){
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/dispatchedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
ShipmentDispatchedV1.errors = [{instancePath:instancePath+"/dispatchedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
ShipmentDispatchedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
ShipmentDispatchedV1.errors = vErrors;
return errors === 0;
}


function ShipmentFailedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:shipment.failed.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.failedAt === undefined) && (missing0 = "failedAt"))){
ShipmentFailedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
ShipmentFailedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
ShipmentFailedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
ShipmentFailedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
ShipmentFailedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 64)){
ShipmentFailedV1.errors = [{instancePath:instancePath+"/reason",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern0.test(data1)){
ShipmentFailedV1.errors = [{instancePath:instancePath+"/reason",keyword:"pattern",params:{pattern: "^[A-Z][A-Z0-9_]*$"},message:"must match pattern \""+"^[A-Z][A-Z0-9_]*$"+"\""}];
return false;
}
}
}
else {
ShipmentFailedV1.errors = [{instancePath:instancePath+"/reason",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.failedAt !== undefined){
let data2 = data.failedAt;
const _errs5 = errors;
if(errors === _errs5){
if(errors === _errs5){
if(typeof data2 === "string"){
if(isLonger(data2, 40)){
ShipmentFailedV1.errors = [{instancePath:instancePath+"/failedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data2))){
ShipmentFailedV1.errors = [{instancePath:instancePath+"/failedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
ShipmentFailedV1.errors = [{instancePath:instancePath+"/failedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
ShipmentFailedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
ShipmentFailedV1.errors = vErrors;
return errors === 0;
}


function StockLowV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:stock.low.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.productId === undefined) && (missing0 = "productId")) || ((data.available === undefined) && (missing0 = "available"))) || ((data.threshold === undefined) && (missing0 = "threshold"))) || ((data.noticedAt === undefined) && (missing0 = "noticedAt"))){
StockLowV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.productId !== undefined){
let data0 = data.productId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
StockLowV1.errors = [{instancePath:instancePath+"/productId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
StockLowV1.errors = [{instancePath:instancePath+"/productId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
StockLowV1.errors = [{instancePath:instancePath+"/productId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockLowV1.errors = [{instancePath:instancePath+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.available !== undefined){
let data1 = data.available;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
StockLowV1.errors = [{instancePath:instancePath+"/available",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs3){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
StockLowV1.errors = [{instancePath:instancePath+"/available",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
StockLowV1.errors = [{instancePath:instancePath+"/available",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.threshold !== undefined){
let data2 = data.threshold;
const _errs5 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
StockLowV1.errors = [{instancePath:instancePath+"/threshold",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs5){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
StockLowV1.errors = [{instancePath:instancePath+"/threshold",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data2 < 1 || isNaN(data2)){
StockLowV1.errors = [{instancePath:instancePath+"/threshold",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.noticedAt !== undefined){
let data3 = data.noticedAt;
const _errs7 = errors;
if(errors === _errs7){
if(errors === _errs7){
if(typeof data3 === "string"){
if(isLonger(data3, 40)){
StockLowV1.errors = [{instancePath:instancePath+"/noticedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data3))){
StockLowV1.errors = [{instancePath:instancePath+"/noticedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
StockLowV1.errors = [{instancePath:instancePath+"/noticedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
StockLowV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
StockLowV1.errors = vErrors;
return errors === 0;
}


function StockRejectedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:stock.rejected.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.rejectedAt === undefined) && (missing0 = "rejectedAt"))){
StockRejectedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
StockRejectedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
StockRejectedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
StockRejectedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockRejectedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 64)){
StockRejectedV1.errors = [{instancePath:instancePath+"/reason",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern0.test(data1)){
StockRejectedV1.errors = [{instancePath:instancePath+"/reason",keyword:"pattern",params:{pattern: "^[A-Z][A-Z0-9_]*$"},message:"must match pattern \""+"^[A-Z][A-Z0-9_]*$"+"\""}];
return false;
}
}
}
else {
StockRejectedV1.errors = [{instancePath:instancePath+"/reason",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.productId !== undefined){
let data2 = data.productId;
const _errs5 = errors;
if(errors === _errs5){
if(typeof data2 === "string"){
if(isLonger(data2, 100)){
StockRejectedV1.errors = [{instancePath:instancePath+"/productId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data2, 1)){
StockRejectedV1.errors = [{instancePath:instancePath+"/productId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data2)){
StockRejectedV1.errors = [{instancePath:instancePath+"/productId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockRejectedV1.errors = [{instancePath:instancePath+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rejectedAt !== undefined){
let data3 = data.rejectedAt;
const _errs7 = errors;
if(errors === _errs7){
if(errors === _errs7){
if(typeof data3 === "string"){
if(isLonger(data3, 40)){
StockRejectedV1.errors = [{instancePath:instancePath+"/rejectedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data3))){
StockRejectedV1.errors = [{instancePath:instancePath+"/rejectedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
StockRejectedV1.errors = [{instancePath:instancePath+"/rejectedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
StockRejectedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
StockRejectedV1.errors = vErrors;
return errors === 0;
}


function StockReleasedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:stock.released.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.lines === undefined) && (missing0 = "lines"))) || ((data.releasedAt === undefined) && (missing0 = "releasedAt"))){
StockReleasedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
StockReleasedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
StockReleasedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
StockReleasedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockReleasedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.lines !== undefined){
let data1 = data.lines;
const _errs3 = errors;
if(errors === _errs3){
if(Array.isArray(data1)){
if(data1.length > 1000){
StockReleasedV1.errors = [{instancePath:instancePath+"/lines",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items"}];
return false;
}
else {
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.productId === undefined) && (missing1 = "productId")) || ((data2.quantity === undefined) && (missing1 = "quantity"))){
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0,keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.productId !== undefined){
let data3 = data2.productId;
const _errs7 = errors;
if(errors === _errs7){
if(typeof data3 === "string"){
if(isLonger(data3, 100)){
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data3, 1)){
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data3)){
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs7 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data2.quantity !== undefined){
let data4 = data2.quantity;
const _errs9 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs9){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 9007199254740991 || isNaN(data4)){
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data4 < 1 || isNaN(data4)){
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
}
}
}
else {
StockReleasedV1.errors = [{instancePath:instancePath+"/lines/" + i0,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs5 === errors;
if(!valid1){
break;
}
}
}
}
else {
StockReleasedV1.errors = [{instancePath:instancePath+"/lines",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.releasedAt !== undefined){
let data5 = data.releasedAt;
const _errs11 = errors;
if(errors === _errs11){
if(errors === _errs11){
if(typeof data5 === "string"){
if(isLonger(data5, 40)){
StockReleasedV1.errors = [{instancePath:instancePath+"/releasedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data5))){
StockReleasedV1.errors = [{instancePath:instancePath+"/releasedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
StockReleasedV1.errors = [{instancePath:instancePath+"/releasedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
StockReleasedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
StockReleasedV1.errors = vErrors;
return errors === 0;
}


function StockReservedV1(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:stock.reserved.v1" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.customerId === undefined) && (missing0 = "customerId"))) || ((data.lines === undefined) && (missing0 = "lines"))) || ((data.total === undefined) && (missing0 = "total"))) || ((data.reservedAt === undefined) && (missing0 = "reservedAt"))){
StockReservedV1.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
StockReservedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
StockReservedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
StockReservedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.customerId !== undefined){
let data1 = data.customerId;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 100)){
StockReservedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data1, 1)){
StockReservedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data1)){
StockReservedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/customerId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.lines !== undefined){
let data2 = data.lines;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
if(data2.length > 1000){
StockReservedV1.errors = [{instancePath:instancePath+"/lines",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items"}];
return false;
}
else {
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs7 = errors;
if(errors === _errs7){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if((((data3.productId === undefined) && (missing1 = "productId")) || ((data3.quantity === undefined) && (missing1 = "quantity"))) || ((data3.unitPrice === undefined) && (missing1 = "unitPrice"))){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0,keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data3.productId !== undefined){
let data4 = data3.productId;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(isLonger(data4, 100)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data4, 1)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data4)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.quantity !== undefined){
let data5 = data3.quantity;
const _errs11 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs11){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data5 < 1 || isNaN(data5)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.unitPrice !== undefined){
let data6 = data3.unitPrice;
const _errs13 = errors;
if(errors === _errs13){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing2;
if(((data6.amount === undefined) && (missing2 = "amount")) || ((data6.currency === undefined) && (missing2 = "currency"))){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
if(data6.amount !== undefined){
let data7 = data6.amount;
const _errs15 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/amount",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs15){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 9007199254740991 || isNaN(data7)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/amount",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data7 < 0 || isNaN(data7)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/amount",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid3 = _errs15 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data6.currency !== undefined){
let data8 = data6.currency;
const _errs17 = errors;
if(errors === _errs17){
if(typeof data8 === "string"){
if(isLonger(data8, 3)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data8)){
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs17 === errors;
}
else {
var valid3 = true;
}
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/lines/" + i0,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/lines",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.total !== undefined){
let data9 = data.total;
const _errs19 = errors;
if(errors === _errs19){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
let missing3;
if(((data9.amount === undefined) && (missing3 = "amount")) || ((data9.currency === undefined) && (missing3 = "currency"))){
StockReservedV1.errors = [{instancePath:instancePath+"/total",keyword:"required",params:{missingProperty: missing3},message:"must have required property '"+missing3+"'"}];
return false;
}
else {
if(data9.amount !== undefined){
let data10 = data9.amount;
const _errs21 = errors;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
StockReservedV1.errors = [{instancePath:instancePath+"/total/amount",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs21){
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 9007199254740991 || isNaN(data10)){
StockReservedV1.errors = [{instancePath:instancePath+"/total/amount",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data10 < 0 || isNaN(data10)){
StockReservedV1.errors = [{instancePath:instancePath+"/total/amount",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid4 = _errs21 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data9.currency !== undefined){
let data11 = data9.currency;
const _errs23 = errors;
if(errors === _errs23){
if(typeof data11 === "string"){
if(isLonger(data11, 3)){
StockReservedV1.errors = [{instancePath:instancePath+"/total/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data11)){
StockReservedV1.errors = [{instancePath:instancePath+"/total/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/total/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid4 = _errs23 === errors;
}
else {
var valid4 = true;
}
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/total",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reservedAt !== undefined){
let data12 = data.reservedAt;
const _errs25 = errors;
if(errors === _errs25){
if(errors === _errs25){
if(typeof data12 === "string"){
if(isLonger(data12, 40)){
StockReservedV1.errors = [{instancePath:instancePath+"/reservedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data12))){
StockReservedV1.errors = [{instancePath:instancePath+"/reservedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
StockReservedV1.errors = [{instancePath:instancePath+"/reservedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs25 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
StockReservedV1.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
StockReservedV1.errors = vErrors;
return errors === 0;
}


function StockReservedV2(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:orderflow:stock.reserved.v2" */;
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.orderId === undefined) && (missing0 = "orderId")) || ((data.customerId === undefined) && (missing0 = "customerId"))) || ((data.lines === undefined) && (missing0 = "lines"))) || ((data.total === undefined) && (missing0 = "total"))) || ((data.saga === undefined) && (missing0 = "saga"))) || ((data.reservedAt === undefined) && (missing0 = "reservedAt"))){
StockReservedV2.errors = [{instancePath,keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.orderId !== undefined){
let data0 = data.orderId;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(isLonger(data0, 100)){
StockReservedV2.errors = [{instancePath:instancePath+"/orderId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data0, 1)){
StockReservedV2.errors = [{instancePath:instancePath+"/orderId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data0)){
StockReservedV2.errors = [{instancePath:instancePath+"/orderId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/orderId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.customerId !== undefined){
let data1 = data.customerId;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(isLonger(data1, 100)){
StockReservedV2.errors = [{instancePath:instancePath+"/customerId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data1, 1)){
StockReservedV2.errors = [{instancePath:instancePath+"/customerId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data1)){
StockReservedV2.errors = [{instancePath:instancePath+"/customerId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/customerId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.lines !== undefined){
let data2 = data.lines;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
if(data2.length > 1000){
StockReservedV2.errors = [{instancePath:instancePath+"/lines",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items"}];
return false;
}
else {
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs7 = errors;
if(errors === _errs7){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if((((data3.productId === undefined) && (missing1 = "productId")) || ((data3.quantity === undefined) && (missing1 = "quantity"))) || ((data3.unitPrice === undefined) && (missing1 = "unitPrice"))){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0,keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data3.productId !== undefined){
let data4 = data3.productId;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(isLonger(data4, 100)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"maxLength",params:{limit: 100},message:"must NOT have more than 100 characters"}];
return false;
}
else {
if(isShorter(data4, 1)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
else {
if(!isText(data4)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"text",params:{},message:"must be text without control characters"}];
return false;
}
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/productId",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.quantity !== undefined){
let data5 = data3.quantity;
const _errs11 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs11){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data5 < 1 || isNaN(data5)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/quantity",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.unitPrice !== undefined){
let data6 = data3.unitPrice;
const _errs13 = errors;
if(errors === _errs13){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing2;
if(((data6.amount === undefined) && (missing2 = "amount")) || ((data6.currency === undefined) && (missing2 = "currency"))){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
if(data6.amount !== undefined){
let data7 = data6.amount;
const _errs15 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/amount",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs15){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 9007199254740991 || isNaN(data7)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/amount",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data7 < 0 || isNaN(data7)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/amount",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid3 = _errs15 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data6.currency !== undefined){
let data8 = data6.currency;
const _errs17 = errors;
if(errors === _errs17){
if(typeof data8 === "string"){
if(isLonger(data8, 3)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data8)){
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs17 === errors;
}
else {
var valid3 = true;
}
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0+"/unitPrice",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/lines/" + i0,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/lines",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.total !== undefined){
let data9 = data.total;
const _errs19 = errors;
if(errors === _errs19){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
let missing3;
if(((data9.amount === undefined) && (missing3 = "amount")) || ((data9.currency === undefined) && (missing3 = "currency"))){
StockReservedV2.errors = [{instancePath:instancePath+"/total",keyword:"required",params:{missingProperty: missing3},message:"must have required property '"+missing3+"'"}];
return false;
}
else {
if(data9.amount !== undefined){
let data10 = data9.amount;
const _errs21 = errors;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
StockReservedV2.errors = [{instancePath:instancePath+"/total/amount",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs21){
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 9007199254740991 || isNaN(data10)){
StockReservedV2.errors = [{instancePath:instancePath+"/total/amount",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data10 < 0 || isNaN(data10)){
StockReservedV2.errors = [{instancePath:instancePath+"/total/amount",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid4 = _errs21 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data9.currency !== undefined){
let data11 = data9.currency;
const _errs23 = errors;
if(errors === _errs23){
if(typeof data11 === "string"){
if(isLonger(data11, 3)){
StockReservedV2.errors = [{instancePath:instancePath+"/total/currency",keyword:"maxLength",params:{limit: 3},message:"must NOT have more than 3 characters"}];
return false;
}
else {
if(!pattern2.test(data11)){
StockReservedV2.errors = [{instancePath:instancePath+"/total/currency",keyword:"pattern",params:{pattern: "^[A-Z]{3}$"},message:"must match pattern \""+"^[A-Z]{3}$"+"\""}];
return false;
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/total/currency",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid4 = _errs23 === errors;
}
else {
var valid4 = true;
}
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/total",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.saga !== undefined){
let data12 = data.saga;
const _errs25 = errors;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
StockReservedV2.errors = [{instancePath:instancePath+"/saga",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs25){
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 9007199254740991 || isNaN(data12)){
StockReservedV2.errors = [{instancePath:instancePath+"/saga",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data12 < 1 || isNaN(data12)){
StockReservedV2.errors = [{instancePath:instancePath+"/saga",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid0 = _errs25 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reservedAt !== undefined){
let data13 = data.reservedAt;
const _errs27 = errors;
if(errors === _errs27){
if(errors === _errs27){
if(typeof data13 === "string"){
if(isLonger(data13, 40)){
StockReservedV2.errors = [{instancePath:instancePath+"/reservedAt",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
else {
if(!(formats0(data13))){
StockReservedV2.errors = [{instancePath:instancePath+"/reservedAt",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}];
return false;
}
}
}
else {
StockReservedV2.errors = [{instancePath:instancePath+"/reservedAt",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
}
var valid0 = _errs27 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
StockReservedV2.errors = [{instancePath,keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
StockReservedV2.errors = vErrors;
return errors === 0;
}

export const quick: Readonly<Record<keyof DataByTopic, Validator>> = {
  'inventory.adjusted.v1': InventoryAdjustedV1,
  'order.cancellation-requested.v1': OrderCancellationRequestedV1,
  'order.cancelled.v1': OrderCancelledV1,
  'order.cleared.v1': OrderClearedV1,
  'order.completed.v1': OrderCompletedV1,
  'order.created.v1': OrderCreatedV1,
  'order.created.v2': OrderCreatedV2,
  'order.created.v3': OrderCreatedV3,
  'order.rejected.v1': OrderRejectedV1,
  'payment.captured.v1': PaymentCapturedV1,
  'payment.declined.v1': PaymentDeclinedV1,
  'payment.refunded.v1': PaymentRefundedV1,
  'shipment.cancelled.v1': ShipmentCancelledV1,
  'shipment.dispatched.v1': ShipmentDispatchedV1,
  'shipment.failed.v1': ShipmentFailedV1,
  'stock.low.v1': StockLowV1,
  'stock.rejected.v1': StockRejectedV1,
  'stock.released.v1': StockReleasedV1,
  'stock.reserved.v1': StockReservedV1,
  'stock.reserved.v2': StockReservedV2,
}
