export { default, metadata } from "../(employee)/not-found.tsx";
